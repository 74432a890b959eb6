/** Lists of any texts within one value of the URL fragment. */

/** What has a meaning between texts is written otherwise within them. */
const ESCAPES: readonly (readonly [string, string])[] = [
  ['~', '~t'],
  [',', '~c'],
  [':', '~d'],
];
const [NONE, EMPTY] = ['~', '~e'];

export function writeText(text: string | null): string {
  if (text === null) return NONE;
  return text === '' ? EMPTY : ESCAPES.reduce((escaped, [plain, written]) => escaped.replaceAll(plain, written), text);
}

export function readText(written: string): string | null {
  if (written === NONE) return null;
  if (written === EMPTY) return '';
  return ESCAPES.toReversed().reduce((text, [plain, escaped]) => text.replaceAll(escaped, plain), written);
}

/** Separated by commas; none is listed twice. */
export function writeTexts(texts: readonly (string | null)[]): string {
  return texts.map(writeText).join(',');
}

export function readTexts(written: string): (string | null)[] {
  return written === '' ? [] : [...new Set(written.split(',').map(readText))];
}

/** Pairs of a text and another by colons, separated by commas. */
export function writePairs(pairs: Readonly<Record<string, string | null>>): string {
  return Object.entries(pairs)
    .map(([key, value]) => `${writeText(key)}:${writeText(value)}`)
    .join(',');
}

export function readPairs(written: string): Record<string, string | null> {
  const pairs = written.split(',').map((pair) => pair.split(':').map(readText));
  return Object.fromEntries(
    pairs.flatMap(([key, value]) => (typeof key !== 'string' || value === undefined ? [] : [[key, value]])),
  );
}
