/** Tokens over all documents: means, spreads and peaks over some heads, and those of the largest means. */

import type { Quantised, TokenType, VectorCodes } from '../payload';
import type { LoadedTokens } from './statistics';

/** Where numbers come from: a group of a model's documents, and some heads. */
export interface Source {
  tokens: LoadedTokens;
  /** Place of the group. */
  group: number;
  /** Places of the heads. */
  heads: readonly number[];
}

export interface TokenNumbers {
  count: number;
  mean: number;
  /** Standard deviation. */
  spread: number;
  peak: number;
}

export interface TokenRow extends TokenNumbers {
  /** Place among the listed tokens. */
  place: number;
  type: TokenType;
  /** The same numbers of what is subtracted; null if nothing is. */
  other: TokenNumbers | null;
  /** What rows are ranked by: the mean, or the difference of means. */
  value: number;
}

export interface TokenFilter {
  least: number;
  specials: boolean;
  punctuation: boolean;
}

/** The mean at a place of the axes (group, head, token). */
function meanAt({ shape, scales, codes, top }: VectorCodes, group: number, head: number, token: number): number {
  const [, nHeads = 0, nTokens = 0] = shape;
  const row = group * nHeads + head;
  return ((scales[row] ?? 0) * (codes[row * nTokens + token] ?? 0)) / top;
}

/** The same of a deviation or a peak. */
function valueAt({ shape, codes, table }: Quantised, group: number, head: number, token: number): number {
  const [, nHeads = 0, nTokens = 0] = shape;
  return table[codes[(group * nHeads + head) * nTokens + token] ?? 0] ?? 0;
}

/**
 * Numbers of a token over all its values in some heads: the mean of the heads' means, the deviation of all values from
 * it, and the largest value. Every head has as many values, so
 * `spread² = mean over heads (deviation² + mean²) − (mean of means)²`.
 */
export function numbersOf({ tokens, group, heads }: Source, token: number): TokenNumbers {
  const { scores, counts } = tokens;
  const count = counts.values[group * (counts.shape[1] ?? 0) + token] ?? 0;
  let [sum, squares, peak] = [0, 0, 0];
  for (const head of heads) {
    const mean = meanAt(scores.means, group, head, token);
    sum += mean;
    squares += mean ** 2 + valueAt(scores.deviations, group, head, token) ** 2;
    peak = Math.max(peak, valueAt(scores.peaks, group, head, token));
  }
  const n = Math.max(1, heads.length);
  const mean = sum / n;
  return { count, mean, spread: Math.sqrt(Math.max(0, squares / n - mean ** 2)), peak };
}

/** Mean of a token in each head, in the order of the heads. */
export function overHeads({ tokens, group, heads }: Source, token: number): Float32Array {
  return Float32Array.from(heads, (head) => meanAt(tokens.scores.means, group, head, token));
}

/**
 * The same minus what another source has of the same token, which must be listed there too; its heads are in the same
 * order.
 *
 * @param token Place of the token among those of `source`.
 */
export function overHeadsMinus(source: Source, other: Source, token: number): Float32Array {
  const theirs = placeIn(source.tokens.payload.types[token], other.tokens.payload.types);
  const [own, subtracted] = [overHeads(source, token), overHeads(other, theirs)];
  return own.map((value, at) => value - (subtracted[at] ?? 0));
}

/** Place of a token in another list of tokens, -1 if it is not there. */
export function placeIn(type: TokenType | undefined, others: readonly TokenType[]): number {
  return others.findIndex(({ token }) => token === type?.token);
}

/** The same of many tokens. */
function placesIn(types: readonly TokenType[], others: readonly TokenType[]): Int32Array {
  if (types === others) return Int32Array.from(types, (_, place) => place);
  const places = new Map(others.map(({ token }, place) => [token, place]));
  return Int32Array.from(types, ({ token }) => places.get(token) ?? -1);
}

/**
 * Tokens that pass a filter, the largest mean first; of a difference, the largest magnitude first. A token must be as
 * frequent as the filter says in both of what is compared.
 */
export function rankedTokens(source: Source, other: Source | null, filter: TokenFilter): TokenRow[] {
  const { types } = source.tokens.payload;
  const places = other && placesIn(types, other.tokens.payload.types);
  const rows = types.flatMap((type, place): TokenRow[] => {
    if (!isWanted(type, filter)) return [];
    const numbers = numbersOf(source, place);
    const otherPlace = places?.[place] ?? -1;
    const theirs = other && otherPlace >= 0 ? numbersOf(other, otherPlace) : null;
    const isRare = ({ count }: TokenNumbers) => count < Math.max(1, filter.least);
    if (isRare(numbers) || (other && (!theirs || isRare(theirs)))) return [];
    return [{ place, type, ...numbers, other: theirs, value: numbers.mean - (theirs?.mean ?? 0) }];
  });
  return rows.sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || a.place - b.place);
}

function isWanted({ role }: TokenType, { specials, punctuation }: TokenFilter): boolean {
  return role === 'word' || (role === 'special' ? specials : punctuation);
}
