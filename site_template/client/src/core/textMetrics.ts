/** How wide text is about to be, without a font: the same on every machine, and a little more than most fonts need. */

/** Widths as shares of the font size, by kind of character; the first that matches. */
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/\p{M}|\u200B|\u200C|\u200D|\uFE0F/u, 0],
  [/[ijlI.,:;'’|!·]/u, 0.34],
  [/[ftr()[\]{}\-/\\ "“”*°]/u, 0.43],
  [/[mwMW@%…—]/u, 0.95],
  [/[\u1100-\u115F\u2E80-\uD7FF\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]|\p{Extended_Pictographic}/u, 1.05],
  [/\p{Lu}/u, 0.72],
  [/\p{Ll}|\p{N}/u, 0.6],
];
const OTHER = 0.66;

/** In the unit of `size`. */
export function roughWidth(text: string, size: number): number {
  let width = 0;
  for (const point of text) width += WIDTHS.find(([kind]) => kind.test(point))?.[1] ?? OTHER;
  return width * size;
}

/** As many of some words as fit, with commas between them; the first is cut if it must be. */
export function fittingWords(words: readonly string[], size: number, room: number): string {
  let line = '';
  for (const word of words) {
    const longer = line === '' ? word : `${line}, ${word}`;
    if (roughWidth(longer, size) > room) return line === '' ? fittingText(word, size, room) : line;
    line = longer;
  }
  return line;
}

/** A text cut to a width; empty where not even a character and the dots fit. */
export function fittingText(text: string, size: number, room: number): string {
  if (roughWidth(text, size) <= room) return text;
  const points = Array.from(text);
  while (points.length > 0 && roughWidth(`${points.join('')}…`, size) > room) points.pop();
  return points.length ? `${points.join('')}…` : '';
}
