/** Searching texts by words, in any case and with or without accents, and where the words are. */

/** Characters of the text before what is found that are shown with it. */
const LEAD = 24;

/** A part of a text, and whether it is what was searched for. */
export interface Piece {
  text: string;
  found: boolean;
}

/** A stretch of a text in code points; `end` is the place after the last. */
export interface Stretch {
  start: number;
  end: number;
}

/** Lower case without accents, so that "resume" finds "Résumé"; a sigma is the same at the end of a word. */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{Mn}/gu, '')
    .toLowerCase()
    .replaceAll('ς', 'σ');
}

/** The words of a search, folded. */
export function searchWords(search: string): string[] {
  return folded(search).split(/\s+/).filter(Boolean);
}

/** Where any of the folded words is in a text, in order and apart from each other. */
export function stretchesOf(text: string, words: readonly string[]): Stretch[] {
  if (words.length === 0) return [];
  const points = Array.from(text);
  const parts = points.map(folded);
  const whole = parts.join('');
  /** The code point that each unit of the folded text comes from. */
  const origins = parts.flatMap((part, point) => Array.from({ length: part.length }, () => point));
  const found = new Uint8Array(points.length);
  for (const word of words) {
    for (let at = whole.indexOf(word); at >= 0; at = whole.indexOf(word, at + 1)) {
      let end = (origins[at + word.length - 1] ?? 0) + 1;
      // Accents that stand alone belong to the letter before them.
      while (parts[end] === '') end++;
      found.fill(1, origins[at], end);
    }
  }
  return runsOf(found);
}

function runsOf(found: Uint8Array): Stretch[] {
  const runs: Stretch[] = [];
  for (let start = found.indexOf(1); start >= 0;) {
    const next = found.indexOf(0, start);
    const end = next < 0 ? found.length : next;
    runs.push({ start, end });
    start = found.indexOf(1, end);
  }
  return runs;
}

/** A text cut where what is found begins and ends. */
export function pieces(text: string, words: readonly string[]): Piece[] {
  const points = Array.from(text);
  const cut = (start: number, end?: number) => points.slice(start, end).join('');
  let at = 0;
  const found = stretchesOf(text, words).flatMap(({ start, end }) => {
    const before = { text: cut(at, start), found: false };
    at = end;
    return [before, { text: cut(start, end), found: true }];
  });
  return [...found, { text: cut(at), found: false }].filter((piece) => piece.text !== '');
}

/** The text from shortly before the first find on, at most `most` code points; null if it holds none of the words. */
export function snippet(text: string, words: readonly string[], most: number): string | null {
  const [first] = stretchesOf(text, words);
  if (!first) return null;
  const start = Math.max(0, first.start - LEAD);
  const points = Array.from(text).slice(start, start + most);
  return (start > 0 ? '…' : '') + points.join('').replaceAll(/\s+/g, ' ');
}
