/** The links of a layer in order of strength, and which of them a window of rows shows. */

import type { UnitWeights } from './regroup';

/** Links, strongest first; parallel arrays, because there can be hundreds of thousands. */
export interface Links {
  length: number;
  /** Index into `UnitWeights.heads`. */
  head: Uint16Array;
  /** Row of the query unit. */
  query: Uint16Array;
  /** Row of the key unit. */
  key: Uint16Array;
  weight: Float32Array;
}

/** One link. */
export interface Link {
  head: number;
  query: number;
  key: number;
  weight: number;
}

/** Restricts links to some rows; null stands for every row. */
export interface Ends {
  queries: readonly number[] | null;
  keys: readonly number[] | null;
}

/** A link below this is less opaque than one step of a screen: it is in the data, but not drawn or listed. */
export const LEAST_SEEN = 1 / 255;

const N_BUCKETS = 1024;

/**
 * The links of the given heads (indices) between the given rows that weigh at least `least`, strongest first.
 *
 * Sorted by counting into buckets of equal root, which takes linear time; links whose roots differ by less than
 * 1/1023 may be out of order. `strongest` sorts exactly.
 */
export function collectLinks(weights: UnitWeights, heads: readonly number[], ends: Ends, least: number): Links {
  const { nQuery, nKey, values } = weights;
  const [queries, keys] = [ends.queries ?? range(nQuery), Uint16Array.from(ends.keys ?? range(nKey))];
  // A function to call for each of so many would take twice as long: hence the same loops twice.
  const lowest = Math.max(least, Number.MIN_VALUE);
  const starts = new Uint32Array(N_BUCKETS);
  for (const head of heads) {
    for (const query of queries) {
      const row = (head * nQuery + query) * nKey;
      for (const key of keys) {
        const weight = values[row + key] ?? 0;
        if (weight < lowest) continue;
        const bucket = bucketOf(weight);
        starts[bucket] = (starts[bucket] ?? 0) + 1;
      }
    }
  }
  const links = emptyLinks(toStarts(starts));
  for (const head of heads) {
    for (const query of queries) {
      const row = (head * nQuery + query) * nKey;
      for (const key of keys) {
        const weight = values[row + key] ?? 0;
        if (weight < lowest) continue;
        const bucket = bucketOf(weight);
        const at = starts[bucket] ?? 0;
        starts[bucket] = at + 1;
        links.head[at] = head;
        links.query[at] = query;
        links.key[at] = key;
        links.weight[at] = weight;
      }
    }
  }
  return links;
}

/** Bucket 0 holds the strongest. */
function bucketOf(weight: number): number {
  return Math.max(0, N_BUCKETS - 1 - ((Math.sqrt(weight) * (N_BUCKETS - 1)) | 0));
}

/** Turn the sizes of the buckets into their first places, in place, and give the total. */
function toStarts(sizes: Uint32Array): number {
  let total = 0;
  for (let bucket = 0; bucket < sizes.length; bucket++) {
    const size = sizes[bucket] ?? 0;
    sizes[bucket] = total;
    total += size;
  }
  return total;
}

function emptyLinks(length: number): Links {
  const rows = () => new Uint16Array(length);
  return { length, head: rows(), query: rows(), key: rows(), weight: new Float32Array(length) };
}

/** What is there before anything is loaded. */
export const NO_LINKS: Links = emptyLinks(0);

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

/** The link at a place. */
export function linkAt(links: Links, at: number): Link {
  return {
    head: links.head[at] ?? 0,
    query: links.query[at] ?? 0,
    key: links.key[at] ?? 0,
    weight: links.weight[at] ?? 0,
  };
}

/** The `count` strongest links in exact order; of equal ones the earlier head, query and key first. */
export function strongest(links: Links, count: number): Link[] {
  let end = Math.min(count, links.length);
  const last = bucketOf(links.weight[end - 1] ?? 0);
  while (end < links.length && bucketOf(links.weight[end] ?? 0) === last) end++;
  const candidates = Array.from({ length: end }, (_, at) => linkAt(links, at));
  candidates.sort((a, b) => b.weight - a.weight || a.head - b.head || a.query - b.query || a.key - b.key);
  return candidates.slice(0, count);
}

/** Places of links, strongest first, and how many there would have been. */
export interface Selection {
  places: Uint32Array;
  total: number;
}

/** The strongest links, at most `budget`, that cross the window of rows from `first` to `last`, both included. */
export function linksInWindow(links: Links, first: number, last: number, budget: number): Selection {
  if (last < first) return { places: new Uint32Array(0), total: 0 };
  const places = new Uint32Array(Math.min(budget, links.length));
  let total = 0;
  for (let at = 0; at < links.length; at++) {
    const query = links.query[at] ?? 0;
    const key = links.key[at] ?? 0;
    if (Math.max(query, key) < first || Math.min(query, key) > last) continue;
    if (total < places.length) places[total] = at;
    total++;
  }
  return { places: places.subarray(0, total), total };
}
