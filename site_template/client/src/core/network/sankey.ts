/** Links of the Network view: attention averaged over heads, drawn as bands between two columns of words. */

import { receivedOf } from '../bars';
import type { Links } from '../links';
import type { LayerCodes } from '../payload';
import { regroup, type UnitWeights } from '../regroup';
import type { PairFilter } from '../state';
import type { Side, Unit } from '../units';

/** A layer's attention as the network shows it. */
export interface Flow {
  /** Over the heads that are switched on, as the weights of a single one (Park et al. 2019, Section 4.1). */
  mean: UnitWeights;
  /** What each key receives: axes (head, key), over every head. */
  received: Float32Array;
}

/** @param heads Indices of the heads that are switched on; without any, every mean is 0. */
export function flowOf(
  codes: LayerCodes,
  queries: readonly Unit[],
  keys: readonly Unit[],
  heads: readonly number[],
): Flow {
  const received = new Float32Array(codes.heads.length * keys.length);
  const sum = new Float32Array(queries.length * keys.length);
  // One head at a time: all of them together may not fit into memory for a long text.
  codes.heads.forEach((_, head) => {
    const own = regroup(onlyHeads(codes, [head]), queries, keys);
    received.set(receivedOf(own), head * keys.length);
    if (heads.includes(head)) add(sum, own.values);
  });
  const values = sum.map((value) => value / Math.max(1, heads.length));
  return { mean: { heads: [0], nQuery: queries.length, nKey: keys.length, values }, received };
}

/** The layer with some of its heads (indices) only. */
export function onlyHeads(codes: LayerCodes, heads: readonly number[]): LayerCodes {
  const size = codes.nQuery * codes.nKey;
  const own = heads.map((head) => codes.codes.subarray(head * size, (head + 1) * size));
  const kept = new Uint8Array(heads.length * size);
  own.forEach((each, at) => {
    kept.set(each, at * size);
  });
  return { ...codes, heads: heads.map((head) => codes.heads[head] ?? -1), codes: kept };
}

function add(sum: Float32Array, values: Float32Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (values[i] ?? 0);
}

/**
 * The units with those emptied that a filter for pairs leaves out on this side. They keep their places, because the
 * words that are queries of a layer are keys of the next one.
 */
export function emptied(units: readonly Unit[], side: Side, pair: PairFilter): readonly Unit[] {
  if (pair === 'all') return units;
  const segment = pair[side === 'query' ? 0 : 1] === 'a' ? 0 : 1;
  return units.map((unit) => (unit.segment === segment ? unit : { ...unit, tokens: [] }));
}

/** Where the bands of links lie; parallel to the links. Lengths in CSS pixels, heights counted from the first row. */
export interface Bands {
  /** Height of the middle of each band at its key, and at its query. */
  from: Float32Array;
  to: Float32Array;
  /** Width at the query, which stands for the weight. */
  width: Float32Array;
  /** Width at the key, which is less where the key receives more than its box is high. */
  start: Float32Array;
}

/** Rows of words. */
export interface Rows {
  /** Height of a row. */
  height: number;
  /** Width of a band of weight 1, and room for the bands of a word. */
  full: number;
}

/**
 * Stack the bands at both ends in the order of the words at their other ends, so that few cross.
 *
 * At a query they fit, because its weights sum to 1 at most. A key can receive far more; its bands get narrower towards
 * it, all by the same share, so that they meet its box side by side.
 */
export function bandsOf(links: Links, nQuery: number, nKey: number, rows: Rows): Bands {
  const width = links.weight.map((weight) => weight * rows.full);
  const atQueries = stack(
    links.query,
    placesBy(links.query, nQuery, placesBy(links.key, nKey, null)),
    width,
    nQuery,
    rows,
  );
  const atKeys = stack(links.key, placesBy(links.key, nKey, placesBy(links.query, nQuery, null)), width, nKey, rows);
  return { width, to: atQueries.middles, from: atKeys.middles, start: atKeys.widths };
}

/** Places in the order of their rows; those of a row stay in the order given. */
function placesBy(row: Uint16Array, nRows: number, given: Uint32Array | null): Uint32Array {
  const starts = new Uint32Array(nRows + 1);
  for (const at of row) starts[at + 1] = (starts[at + 1] ?? 0) + 1;
  for (let at = 0; at < nRows; at++) starts[at + 1] = (starts[at + 1] ?? 0) + (starts[at] ?? 0);
  const sorted = new Uint32Array(row.length);
  for (let i = 0; i < row.length; i++) {
    const place = given ? (given[i] ?? 0) : i;
    const at = row[place] ?? 0;
    const next = starts[at] ?? 0;
    sorted[next] = place;
    starts[at] = next + 1;
  }
  return sorted;
}

interface Stack {
  middles: Float32Array;
  widths: Float32Array;
}

/** @param places Of all bands, in the order in which each row stacks them. */
function stack(row: Uint16Array, places: Uint32Array, width: Float32Array, nRows: number, rows: Rows): Stack {
  const totals = new Float32Array(nRows);
  for (let i = 0; i < row.length; i++) totals[row[i] ?? 0] = (totals[row[i] ?? 0] ?? 0) + (width[i] ?? 0);
  const [middles, widths] = [new Float32Array(row.length), new Float32Array(row.length)];
  const used = new Float32Array(nRows);
  for (const place of places) {
    const at = row[place] ?? 0;
    const total = totals[at] ?? 0;
    const squeeze = Math.min(1, rows.full / total);
    const own = squeeze * (width[place] ?? 0);
    widths[place] = own;
    middles[place] = (at + 0.5) * rows.height - (squeeze * total) / 2 + (used[at] ?? 0) + own / 2;
    used[at] = (used[at] ?? 0) + own;
  }
  return { middles, widths };
}

/**
 * Height of a band's middle at a share of the way from key to query.
 *
 * It is the Bézier curve whose inner points lie at a third and two thirds of the way, level with the ends.
 */
export function bandY({ from, to }: Bands, place: number, share: number): number {
  return between(from[place] ?? 0, to[place] ?? 0, share);
}

/** Width of a band there, along the vertical. */
function bandWidth({ start, width }: Bands, place: number, share: number): number {
  return between(start[place] ?? 0, width[place] ?? 0, share);
}

function between(start: number, end: number, share: number): number {
  return start + (end - start) * ease(share);
}

/** How far a curve has risen at a share of the way, from 0 to 1. */
export function ease(share: number): number {
  return share * share * (3 - 2 * share);
}

/** Distance within which a pointer hits a band. */
const REACH = 4;

/** The band under a pointer, of those at `places` (strongest first), that lies on top; -1 for none. */
export function bandAt(bands: Bands, places: Iterable<number>, panelWidth: number, share: number, y: number): number {
  let nearest = REACH;
  let found = -1;
  for (const place of places) {
    const rise = (bands.to[place] ?? 0) - (bands.from[place] ?? 0);
    const slope = (rise * 6 * share * (1 - share)) / panelWidth;
    const distance = Math.abs(y - bandY(bands, place, share)) / Math.hypot(1, slope);
    const beyond = Math.max(0, distance - bandWidth(bands, place, share) / 2);
    if (beyond < nearest) {
      nearest = beyond;
      found = place;
    }
    if (nearest === 0) break;
  }
  return found;
}
