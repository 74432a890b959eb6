/** What the heads of a pile have in common, and how far they differ. */

import type { UnitWeights } from '../regroup';

/** Cell by cell, as the weights of one head. */
export interface Pile {
  /** Indices of its heads. */
  members: readonly number[];
  mean: UnitWeights;
  /** Standard deviation over its heads. */
  spread: UnitWeights;
  /** Largest difference between any two of its heads in any cell. */
  widest: number;
}

/**
 * The mean over some heads, as the weights of a single one.
 *
 * @param heads Indices of the heads.
 */
export function meanOver({ nQuery, nKey, values }: UnitWeights, heads: readonly number[]): UnitWeights {
  const size = nQuery * nKey;
  const mean = new Float32Array(size);
  for (const head of heads) {
    const start = head * size;
    for (let i = 0; i < size; i++) mean[i] = (mean[i] ?? 0) + (values[start + i] ?? 0) / heads.length;
  }
  return { heads: [0], nQuery, nKey, values: mean };
}

export function pileOf(weights: UnitWeights, members: readonly number[]): Pile {
  const mean = meanOver(weights, members);
  return { members, mean, ...spreadOf(weights, members, mean.values) };
}

function spreadOf(
  weights: UnitWeights,
  members: readonly number[],
  mean: Float32Array,
): Pick<Pile, 'spread' | 'widest'> {
  const { nQuery, nKey, values } = weights;
  const size = nQuery * nKey;
  const deviations = new Float32Array(size);
  let widest = 0;
  for (let i = 0; i < size; i++) {
    let [least, most, squares] = [Infinity, 0, 0];
    for (const head of members) {
      const value = values[head * size + i] ?? 0;
      squares += (value - (mean[i] ?? 0)) ** 2;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    deviations[i] = Math.sqrt(squares / members.length);
    widest = Math.max(widest, most - least);
  }
  return { spread: { heads: [0], nQuery, nKey, values: deviations }, widest };
}

/** Mean over all cells of the spread, as one number for a pile. */
export function meanSpread({ spread }: Pile): number {
  return spread.values.length === 0 ? 0 : spread.values.reduce((sum, value) => sum + value, 0) / spread.values.length;
}
