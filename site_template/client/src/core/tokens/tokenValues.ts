/** One number per token and head: how much a token looks at itself, or how much it is looked at. */

import type { AttentionKind, LayerCodes } from '../payload';
import { weightAmong, weightBetween, type Measured } from '../regroup';
import type { Unit } from '../units';
import type { Quantity } from './tokensState';

/** The tokens that ask and those that answer; of a quantity, the answering ones have the values. */
export interface Asked {
  quantity: Quantity;
  queries: readonly Unit[];
  keys: readonly Unit[];
}

/** Tokens of another sequence cannot look at themselves. */
export function quantityOf(wanted: Quantity, kind: AttentionKind): Quantity {
  return kind === 'cross' ? 'received' : wanted;
}

/**
 * The values of every head of a layer, axes (head, unit).
 *
 * Of itself, `S[h, i] = A[h, i, i]`; received, the mean over the queries `i` that are shown of `A[h, i, j]`
 * (Škrlj et al. 2020). Of words, as of their attention: a key's pieces are summed, a query's averaged.
 */
export function layerValues(codes: LayerCodes, asked: Asked): Float32Array {
  const { quantity, keys } = asked;
  const values = new Float32Array(codes.heads.length * keys.length);
  const weights = quantity === 'received' ? queryWeights(codes, asked.queries) : null;
  for (let head = 0; head < codes.heads.length; head++) {
    const row = weights ? received(codes, head, weights, keys) : own(codes, head, asked);
    values.set(row, head * keys.length);
  }
  return values;
}

function own(codes: LayerCodes, head: number, { queries, keys }: Asked): number[] {
  return keys.map((key, at) => {
    const query = queries[at];
    // Between the two texts of a pair, no token meets itself.
    return query?.tokens[0] === key.tokens[0] && query ? weightBetween(codes, head, query, key).value : NaN;
  });
}

/** Share of each query token in the mean over the units. */
function queryWeights({ nQuery }: LayerCodes, queries: readonly Unit[]): Float64Array {
  const weights = new Float64Array(nQuery);
  for (const { tokens } of queries) {
    for (const token of tokens) weights[token] = 1 / tokens.length / queries.length;
  }
  return weights;
}

function received(
  { codes, table, nQuery, nKey }: LayerCodes,
  head: number,
  weights: Float64Array,
  keys: readonly Unit[],
): number[] {
  const sums = new Float64Array(nKey);
  for (let query = 0; query < nQuery; query++) {
    const weight = weights[query] ?? 0;
    if (weight === 0) continue;
    const row = (head * nQuery + query) * nKey;
    for (let key = 0; key < nKey; key++) sums[key] = (sums[key] ?? 0) + weight * (table[codes[row + key] ?? 0] ?? 0);
  }
  return keys.map(({ tokens }) => tokens.reduce((sum, token) => sum + (sums[token] ?? 0), 0));
}

/** A value with its bound of error, for a number on the page. `head` is an index into `codes.heads`. */
export function measuredValue(codes: LayerCodes, head: number, asked: Asked, unit: number): Measured {
  const [query, key] = [asked.queries[unit], asked.keys[unit]];
  if (!key) return { value: NaN, error: 0 };
  if (asked.quantity === 'self') return query ? weightBetween(codes, head, query, key) : { value: NaN, error: 0 };
  const { value, error } = weightAmong(codes, head, asked.queries, [key]);
  return { value: value / asked.queries.length, error: error / asked.queries.length };
}
