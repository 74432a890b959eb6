/** What single neurons (dimensions of query and key) contribute to the scores of a query. */

import { domainOf } from '../diverging';
import type { ScoreRow } from '../scores';
import type { PageState } from '../state';
import type { TokenTensors } from '../vectors';

/** Elementwise products of one query with every key: axes (key, dim), row-major. A row sums to q · k. */
export function productsOf({ dim, nKey, query, key }: TokenTensors, from: number): Float32Array {
  const products = new Float32Array(nKey * dim);
  for (let i = 0; i < products.length; i++) products[i] = (query[from * dim + (i % dim)] ?? 0) * (key[i] ?? 0);
  return products;
}

/** Queries whose products a domain is taken from at most. */
const SAMPLED_QUERIES = 24;

/** The domain of the products of a head, the same for all its queries so that their colours can be compared. */
export function productDomain(head: TokenTensors): number {
  const step = Math.max(1, Math.ceil(head.nQuery / SAMPLED_QUERIES));
  const queries = Array.from({ length: Math.ceil(head.nQuery / step) }, (_, at) => at * step);
  return domainOf(...queries.map((query) => productsOf(head, query)));
}

/** Values of all keys mixed by a query's attention: the output of the head before its projection. */
export function mixedValues({ valueDim, value }: TokenTensors, attention: Float64Array): Float32Array {
  const mixed = new Float32Array(valueDim);
  attention.forEach((weight, key) => {
    for (let i = 0; i < valueDim; i++) mixed[i] = (mixed[i] ?? 0) + weight * (value[key * valueDim + i] ?? 0);
  });
  return mixed;
}

/** How the neurons of a query behave over the keys it can see; one entry per neuron. */
export interface NeuronProfile {
  /** Share in the magnitude of the products: mean over keys of |q × k|, scaled so that all neurons sum to 1. */
  share: Float32Array;
  /** Mean over keys of q × k, each key weighted by its attention. */
  attended: Float32Array;
  /** Spearman's rank correlation of q × k with the distance of the key; null where there is no distance. */
  trend: Float32Array | null;
  /** The correlation beyond which a neuron counts as rising or falling with distance. */
  trendBound: number;
}

/** @param hasDistance Whether queries and keys are places in the same text. */
export function profileOf(products: Float32Array, dim: number, row: ScoreRow, hasDistance: boolean): NeuronProfile {
  const seen = row.visible.flatMap((visible, key) => (visible ? [key] : []));
  const sizes = meanOver(products, dim, seen, () => 1, Math.abs);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return {
    share: sizes.map((size) => (total > 0 ? size / total : 0)),
    attended: meanOver(products, dim, seen, (key) => row.attention[key] ?? 0, Number),
    trend: hasDistance ? trendsOf(products, dim, row.query, seen) : null,
    trendBound: trendBound(seen.length),
  };
}

/** Weighted mean of the products over some keys, by neuron. */
function meanOver(
  products: Float32Array,
  dim: number,
  keys: readonly number[],
  weightOf: (key: number) => number,
  of: (product: number) => number,
): Float32Array {
  const sums = new Float32Array(dim);
  let total = 0;
  for (const key of keys) {
    const weight = weightOf(key);
    total += weight;
    for (let i = 0; i < dim; i++) sums[i] = (sums[i] ?? 0) + weight * of(products[key * dim + i] ?? 0);
  }
  return sums.map((sum) => (total > 0 ? sum / total : 0));
}

/** Mean of q × k over chosen keys, all alike. */
export function meanProduct(products: Float32Array, dim: number, keys: readonly number[]): Float32Array {
  return meanOver(products, dim, keys, () => 1, Number);
}

function trendsOf(products: Float32Array, dim: number, query: number, keys: readonly number[]): Float32Array {
  const distances = centredRanks(Float32Array.from(keys, (key) => Math.abs(key - query)));
  const column = new Float32Array(keys.length);
  return Float32Array.from({ length: dim }, (_, neuron) => {
    keys.forEach((key, at) => (column[at] = products[key * dim + neuron] ?? 0));
    return cosine(centredRanks(column), distances);
  });
}

/** Ranks less their mean; equal values share the mean of their ranks. */
function centredRanks(values: Float32Array): Float32Array {
  // Without a comparison of our own, typed arrays are sorted ten times as fast.
  const sorted = values.slice().sort();
  const last = sorted.length - 1;
  return values.map((value) => (placeOf(sorted, value, false) + placeOf(sorted, value, true) - 1 - last) / 2);
}

/** How many of the sorted values are less than a value, or not more than it. */
function placeOf(sorted: Float32Array, value: number, isInclusive: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = sorted[middle] ?? 0;
    if (other < value || (isInclusive && other === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** 0 if one of them is constant. */
function cosine(a: Float32Array, b: Float32Array): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let at = 0; at < a.length; at++) {
    const [x, y] = [a[at] ?? 0, b[at] ?? 0];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

const LEAST_TREND = 0.5;
/** Standard normal deviate that one in a thousand exceeds on either side. */
const RARE = 3.29;

/**
 * The correlation from which a neuron is marked: 0.5, or what one of a thousand shuffled neurons reaches by chance,
 * 3.29 / √(n − 1) for n keys, if that is more. Below twelve keys nothing is marked.
 */
export function trendBound(nKeys: number): number {
  return Math.max(LEAST_TREND, RARE / Math.sqrt(Math.max(0, nKeys - 1)));
}

/** -1 for a neuron whose product falls with distance, 1 for one whose rises, 0 for the others. */
export function markOf({ trend, trendBound: bound }: NeuronProfile, neuron: number): -1 | 0 | 1 {
  const value = trend?.[neuron] ?? 0;
  return Math.abs(value) < bound ? 0 : value < 0 ? -1 : 1;
}

export function countMarked(profile: NeuronProfile): number {
  return profile.share.reduce((count, _share, neuron) => count + Math.abs(markOf(profile, neuron)), 0);
}

/**
 * The neurons that are shown, in order; that of trends goes from falling to rising.
 *
 * @param product What to sort by in the order of that name, the largest first.
 */
export function shownNeurons(
  profile: NeuronProfile,
  product: Float32Array,
  order: PageState['neuronOrder'],
  markedOnly: boolean,
): number[] {
  const neurons = Array.from(profile.share, (_, neuron) => neuron);
  const kept = markedOnly ? neurons.filter((neuron) => markOf(profile, neuron) !== 0) : neurons;
  const { share, trend } = profile;
  const keys: Record<PageState['neuronOrder'], (neuron: number) => number> = {
    number: (neuron) => neuron,
    share: (neuron) => -(share[neuron] ?? 0),
    product: (neuron) => -(product[neuron] ?? 0),
    distance: (neuron) => trend?.[neuron] ?? 0,
  };
  return kept.sort((a, b) => keys[order](a) - keys[order](b) || a - b);
}
