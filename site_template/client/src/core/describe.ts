/** What the page says about a token or a link: the content of tooltips and of the line read aloud. */

import { formatMeasured, formatWeight, headName } from './format';
import { boundsOf } from './cut';
import type { LayerCodes, TokenSequence } from './payload';
import { weightAmong } from './regroup';
import type { Unit } from './units';

export interface Fact {
  name: string;
  value: string;
}

export interface Description {
  title: string;
  facts: readonly Fact[];
}

/** How many partners of a token, and how many heads of a link, are listed. */
const MOST_LISTED = 6;

/**
 * Numbers of the first and the last token at a place of a sequence; they differ where a block stands there. They count
 * from the first token that the model read, which is number 0, shown or not.
 */
export function numbersAt({ n_before: before = 0, cut }: TokenSequence, place: number): [number, number] {
  if (!cut || cut.block === 1) return [before + place, before + place];
  const [from, to] = boundsOf(cut, place);
  return [before + from, before + to - 1];
}

/** What a reader counts the token at a place as, or the tokens of a block: `301`, `996–999`. */
export function numberOf(sequence: TokenSequence, place: number): string {
  const [first, last] = numbersAt(sequence, place);
  return first === last ? String(first) : `${first}–${last}`;
}

/** A token as its sequence holds it. */
export function unitFacts(unit: Unit, sequence: TokenSequence): Fact[] {
  const { n_before: before = 0, n_after: after = 0, cut, tokens } = sequence;
  const isOne = unit.tokens.length === 1 && (cut?.block ?? 1) === 1;
  const numbers = unit.tokens.map((place) => numberOf(sequence, place));
  const count = before + (cut ? cut.end - cut.start : tokens.length) + after;
  return [
    { name: isOne ? 'token' : 'tokens', value: `${numbers.join(', ')} of ${count}` },
    { name: 'raw', value: unit.raw },
    ...(unit.word !== null && unit.word !== unit.label ? [{ name: 'word', value: unit.word }] : []),
    ...(unit.special ? [{ name: 'special', value: 'added by the tokenizer' }] : []),
  ];
}

/** The partners with the largest weights, as facts; `weights` has one entry per partner. */
export function strongestPartners(weights: Float32Array, partners: readonly Unit[]): Fact[] {
  return Array.from(weights, (weight, row) => ({ weight, row }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || a.row - b.row)
    .slice(0, MOST_LISTED)
    .map(({ weight, row }) => ({ name: partners[row]?.label ?? '', value: formatWeight(weight) }));
}

/** What `queries` give to `keys`, exactly, in each of the given heads (indices), the strongest first. */
export function describeLink(
  codes: LayerCodes,
  heads: readonly number[],
  queries: readonly Unit[],
  keys: readonly Unit[],
): Description {
  const measured = heads
    .map((head) => ({ head, sum: weightAmong(codes, head, queries, keys) }))
    .sort((a, b) => b.sum.value - a.sum.value)
    .slice(0, MOST_LISTED);
  return {
    title: `${namesOf(queries)} → ${namesOf(keys)}`,
    facts: measured.map(({ head, sum }) => ({
      name: headName(codes.layer, codes.heads[head] ?? 0),
      value: formatMeasured(sum),
    })),
  };
}

/** `a + b`, or how many there are. */
export function namesOf(units: readonly Unit[]): string {
  return units.length <= 3 ? units.map((unit) => unit.label).join(' + ') : `${units.length} tokens`;
}

/** One line, for the live region. */
export function inOneLine({ title, facts }: Description): string {
  return [title, ...facts.map(({ name, value }) => `${name} ${value}`)].join(' · ');
}
