/** What the Network view shows as comma-separated values. */

import { csvLine, unitFields } from '../csv';
import type { Links } from '../links';
import type { LayerNetwork } from '../payload';
import type { Unit } from '../units';

export const BAND_COLUMNS = ['layer', 'query', 'query_token', 'key', 'key_token', 'mean_weight'] as const;

/** The links of a layer, a chunk per so many, so that a long table can be written in pieces. */
export function* bandLines(
  layer: number,
  links: Links,
  queries: readonly Unit[],
  keys: readonly Unit[],
): Generator<string> {
  const CHUNK = 500;
  for (let from = 0; from < links.length; from += CHUNK) {
    const lines: string[] = [];
    for (let at = from; at < Math.min(from + CHUNK, links.length); at++) {
      const [query, key] = [queries[links.query[at] ?? 0], keys[links.key[at] ?? 0]];
      const weight = Number((links.weight[at] ?? 0).toPrecision(4));
      lines.push(csvLine([layer, ...unitFields(query), ...unitFields(key), weight]));
    }
    yield lines.join('');
  }
}

const ORDER_COLUMNS = ['position', 'entropy', 'focus'] as const;
export const HEAD_COLUMNS = ['layer', 'head', 'pile', ...ORDER_COLUMNS] as const;

/**
 * A line per head: its pile, and the numbers that heads are ordered by; empty where there are none.
 *
 * @param piles Indices of the heads of each pile, from pile 1.
 */
export function headLines(
  layer: number,
  heads: readonly number[],
  piles: readonly (readonly number[])[],
  network: LayerNetwork | null | undefined,
): string[] {
  return heads.map((head, at) => {
    const pile = piles.findIndex((members) => members.includes(at));
    const numbers = ORDER_COLUMNS.map((column) => network?.[column][at] ?? '');
    return csvLine([layer, head, pile < 0 ? '' : pile + 1, ...numbers]);
  });
}
