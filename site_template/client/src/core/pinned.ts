/** The links between pinned tokens, as numbers. */

import type { LayerCodes } from './payload';

export interface PinnedLink {
  query: number;
  key: number;
  /** Attention of one head, or the mean over the layer's heads. */
  weight: number;
}

/**
 * Links of the pinned tokens, the strongest first: between the pinned queries and keys, or, if only one side is
 * pinned, between it and every token of the other.
 *
 * @param head Number of the head; null for the mean over all heads of the layer.
 */
export function pinnedLinks(
  layer: LayerCodes,
  head: number | null,
  queries: readonly number[],
  keys: readonly number[],
  limit: number,
): PinnedLink[] {
  if (!queries.length && !keys.length) return [];
  const from = queries.length ? queries : range(layer.nQuery);
  const to = keys.length ? keys : range(layer.nKey);
  const places = head === null ? range(layer.heads.length) : [layer.heads.indexOf(head)];
  const links = from.flatMap((query) =>
    to.map((key) => ({ query, key, weight: meanWeight(layer, places, query, key) })),
  );
  return links.sort((a, b) => b.weight - a.weight).slice(0, limit);
}

function meanWeight({ codes, table, nQuery, nKey }: LayerCodes, places: readonly number[], query: number, key: number) {
  const weights = places.map((place) => table[codes[(place * nQuery + query) * nKey + key] ?? 0] ?? 0);
  return weights.reduce((sum, weight) => sum + weight, 0) / places.length;
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
