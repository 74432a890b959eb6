/** What a head does over a whole sequence, in a few numbers. */

import type { LayerCodes } from './payload';

/** All over every token, special ones included, without filters. */
export interface HeadProfile {
  /** Mean entropy of the rows in nats: 0 if every query looks at one key. */
  focus: number;
  /** Mean weight of the first key. */
  first: number;
  /** Mean weight of the key before the query, the query itself, and the key after; null for cross-attention. */
  near: { previous: number; self: number; next: number } | null;
}

/** @param head Index into `codes.heads`. */
export function headProfile(codes: LayerCodes, head: number, isSelf: boolean): HeadProfile {
  return {
    focus: focusOfHead(codes, head),
    first: mean(codes, head, () => 0),
    near: isSelf
      ? {
          previous: mean(codes, head, (query) => query - 1),
          self: mean(codes, head, (query) => query),
          next: mean(codes, head, (query) => query + 1),
        }
      : null,
  };
}

/** Entropy from a histogram of the codes: 256 logarithms instead of one per weight. */
function focusOfHead({ codes, table, nQuery, nKey }: LayerCodes, head: number): number {
  const counts = new Uint32Array(256);
  const end = (head + 1) * nQuery * nKey;
  for (let i = head * nQuery * nKey; i < end; i++) counts[codes[i] ?? 0] = (counts[codes[i] ?? 0] ?? 0) + 1;
  const sum = counts.reduce((total, count, code) => total - count * xLogX(table[code] ?? 0), 0);
  return nQuery === 0 ? 0 : Math.max(0, sum) / nQuery;
}

function xLogX(x: number): number {
  return x > 0 ? x * Math.log(x) : 0;
}

/** Mean weight over the queries whose key exists. */
function mean(layer: LayerCodes, head: number, keyOf: (query: number) => number): number {
  let [sum, count] = [0, 0];
  for (let query = 0; query < layer.nQuery; query++) {
    const key = keyOf(query);
    if (key < 0 || key >= layer.nKey) continue;
    sum += layer.table[layer.codes[(head * layer.nQuery + query) * layer.nKey + key] ?? 0] ?? 0;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}
