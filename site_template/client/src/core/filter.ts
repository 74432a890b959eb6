/** Which links are shown: all, those of a least weight, or the strongest of each query up to a share of its row. */

import type { UnitWeights } from './regroup';
import type { PageState } from './state';

export type FilterOptions = Pick<PageState, 'filter' | 'threshold' | 'mass'>;

/** The weights with hidden links at 0; the same object if the filter hides none. */
export function filterLinks(weights: UnitWeights, options: FilterOptions): UnitWeights {
  if (options.filter === 'none') return weights;
  const values = weights.values.slice();
  if (options.filter === 'threshold') dropBelow(values, options.threshold);
  else keepMass(values, weights.nKey, options.mass);
  return { ...weights, values };
}

function dropBelow(values: Float32Array, least: number): void {
  for (let i = 0; i < values.length; i++) if ((values[i] ?? 0) < least) values[i] = 0;
}

/**
 * Keep, of each row, the fewest strongest keys that together reach `share` of what is shown of the row
 * (Hoover et al. 2020, exBERT). Of equal weights the earlier key is kept.
 */
function keepMass(values: Float32Array, nKey: number, share: number): void {
  const sums = new Float64Array(N_BINS);
  for (let start = 0; start < values.length; start += nKey) {
    const row = values.subarray(start, start + nKey);
    cutRow(row, binOfCut(row, share, sums));
  }
}

/** Sorting whole rows would take several times as long, so only the weights of the bin that holds the cut are sorted. */
const N_BINS = 1024;

/** The bin in which a row is cut, and how much of the share the stronger bins leave missing. */
interface Cut {
  bin: number;
  missing: number;
}

/** The square root spreads the many small weights over the bins. */
function binOf(weight: number): number {
  // A word made of several pieces can exceed 1 by the rounding of each.
  return Math.min(N_BINS - 1, (Math.sqrt(weight) * (N_BINS - 1)) | 0);
}

function binOfCut(row: Float32Array, share: number, sums: Float64Array): Cut {
  sums.fill(0);
  let total = 0;
  // eslint-disable-next-line @typescript-eslint/prefer-for-of -- over typed arrays it takes twice as long
  for (let key = 0; key < row.length; key++) {
    const weight = row[key] ?? 0;
    const bin = binOf(weight);
    sums[bin] = (sums[bin] ?? 0) + weight;
    total += weight;
  }
  // Rounding of the sums must not ask for one more key than the share needs.
  let missing = share * total - 1e-6 * total;
  let bin = N_BINS - 1;
  while (bin > 0 && missing > (sums[bin] ?? 0)) missing -= sums[bin--] ?? 0;
  return { bin, missing };
}

function cutRow(row: Float32Array, { bin, missing }: Cut): void {
  const contested: number[] = [];
  for (let key = 0; key < row.length; key++) {
    const weight = row[key] ?? 0;
    if (weight === 0) continue;
    const own = binOf(weight);
    if (own < bin) row[key] = 0;
    else if (own === bin) contested.push(key);
  }
  contested.sort((a, b) => (row[b] ?? 0) - (row[a] ?? 0) || a - b);
  let sum = 0;
  for (const key of contested) {
    const weight = row[key] ?? 0;
    if (sum >= missing) row[key] = 0;
    sum += weight;
  }
}
