/** Word bars: the attention that each word receives from each head, and the scale they share. */

import type { Links } from './links';
import type { LayerCodes } from './payload';
import type { UnitWeights } from './regroup';
import type { Unit } from './units';

/** `Σ_i A[h, i, j]` over the queries that are shown; axes (head, key) (Park et al. 2019, Section 4.1). */
export function receivedOf({ heads, nQuery, nKey, values }: UnitWeights): Float32Array {
  const received = new Float32Array(heads.length * nKey);
  for (let head = 0; head < heads.length; head++) {
    for (let query = 0; query < nQuery; query++) {
      const row = (head * nQuery + query) * nKey;
      for (let key = 0; key < nKey; key++) {
        const at = head * nKey + key;
        received[at] = (received[at] ?? 0) + (values[row + key] ?? 0);
      }
    }
  }
  return received;
}

/** Share of the bars that must fit into the scale; a few words, often the special tokens, receive far more. */
const FITTING = 0.9;
const STEPS = [1, 2, 5];

/**
 * What a bar of full height stands for: the round number that nine of ten bars stay below, but at least what a word
 * receives if all receive alike. Bars beyond it are cut and marked.
 */
export function barScale(received: readonly Float32Array[], average: number): number {
  const all = Float32Array.from(received.flatMap((layer) => Array.from(layer))).sort();
  const bound = all[Math.min(all.length - 1, Math.floor(FITTING * all.length))] ?? 0;
  return roundUp(Math.max(bound, average, 1e-3));
}

function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = STEPS.find((each) => each * power >= value * (1 - 1e-9)) ?? 10;
  return Number((step * power).toPrecision(3));
}

/**
 * Of each head's attention, the share that lies on some links: `Σ A[h, i, j]` over them, divided by the number of
 * queries.
 */
export function sharesOn(links: Links, codes: LayerCodes, queries: readonly Unit[], keys: readonly Unit[]): number[] {
  return codes.heads.map((_, head) => {
    let sum = 0;
    for (let at = 0; at < links.length; at++) {
      const [query, key] = [queries[links.query[at] ?? 0], keys[links.key[at] ?? 0]];
      if (query && key) sum += weightOf(codes, head, query.tokens, key.tokens);
    }
    return Math.min(1, sum / Math.max(1, queries.length));
  });
}

/** As `weightBetween`, without the error, because it is called for every head of every link. */
function weightOf(
  { codes, table, nQuery, nKey }: LayerCodes,
  head: number,
  queries: readonly number[],
  keys: readonly number[],
): number {
  let sum = 0;
  for (const query of queries) {
    const row = (head * nQuery + query) * nKey;
    for (const key of keys) sum += table[codes[row + key] ?? 0] ?? 0;
  }
  return sum / queries.length;
}
