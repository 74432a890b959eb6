/** Which rows the reader looks at, by pointing or by pinning, and what they attend to. */

import type { UnitWeights } from './regroup';
import type { Side, Unit } from './units';

/** A row of one side. */
export interface Place {
  side: Side;
  unit: number;
}

/** Rows in focus on each side; both empty while the reader looks at the whole. */
export interface Focus {
  queries: readonly number[];
  keys: readonly number[];
}

/** The row pointed at stands for its side; on the other side the pinned rows stay. */
export function focusOf(hover: Place | null, pinnedQueries: readonly number[], pinnedKeys: readonly number[]): Focus {
  return {
    queries: hover?.side === 'query' ? [hover.unit] : pinnedQueries,
    keys: hover?.side === 'key' ? [hover.unit] : pinnedKeys,
  };
}

export function isEmpty({ queries, keys }: Focus): boolean {
  return queries.length === 0 && keys.length === 0;
}

/** The rows that hold a pinned token. */
export function pinnedUnits(units: readonly Unit[], pinned: readonly number[]): number[] {
  const tokens = new Set(pinned);
  return units.flatMap((unit, row) => (unit.tokens.some((token) => tokens.has(token)) ? [row] : []));
}

/** Pin the tokens of a row, or release them if one of them is pinned. */
export function togglePin(pinned: readonly number[], unit: Unit): number[] {
  const own = new Set(unit.tokens);
  const others = pinned.filter((token) => !own.has(token));
  return others.length < pinned.length ? others : [...pinned, ...unit.tokens].sort((a, b) => a - b);
}

/** Sum of the weights from `queries` to each key; axes (head, key) over the given heads (indices). */
export function attentionFrom(
  { nQuery, nKey, values }: UnitWeights,
  heads: readonly number[],
  queries: readonly number[],
): Float32Array {
  const sums = new Float32Array(heads.length * nKey);
  heads.forEach((head, slot) => {
    for (const query of queries) {
      const row = (head * nQuery + query) * nKey;
      for (let key = 0; key < nKey; key++) add(sums, slot * nKey + key, values[row + key] ?? 0);
    }
  });
  return sums;
}

/** Sum of the weights from each query to `keys`; axes (head, query) over the given heads (indices). */
export function attentionTo(
  { nQuery, nKey, values }: UnitWeights,
  heads: readonly number[],
  keys: readonly number[],
): Float32Array {
  const sums = new Float32Array(heads.length * nQuery);
  heads.forEach((head, slot) => {
    for (let query = 0; query < nQuery; query++) {
      for (const key of keys) add(sums, slot * nQuery + query, values[(head * nQuery + query) * nKey + key] ?? 0);
    }
  });
  return sums;
}

/** Means over the heads of sums with axes (head, row). */
export function meanOverHeads(sums: Float32Array, nHeads: number): Float32Array {
  const means = new Float32Array(nHeads === 0 ? 0 : sums.length / nHeads);
  sums.forEach((sum, at) => {
    add(means, at % means.length, sum / nHeads);
  });
  return means;
}

function add(sums: Float32Array, at: number, value: number): void {
  sums[at] = (sums[at] ?? 0) + value;
}

/**
 * Of each head's attention, the share that is shown: 1 while nothing is hidden. What is missing went to hidden tokens
 * or to links that the filter hides.
 */
export function shownShares({ heads, nQuery, nKey, values }: UnitWeights): Float32Array {
  const size = nQuery * nKey;
  return Float32Array.from(heads, (_, head) => {
    const own = values.subarray(head * size, (head + 1) * size);
    return nQuery === 0 ? 0 : Math.min(1, own.reduce((sum, value) => sum + value, 0) / nQuery);
  });
}
