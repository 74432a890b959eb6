/** Many vectors summed up at each token (Škrlj et al. 2020, Table 2). */

import type { Aggregate } from './tokensState';

/** Width of a bin of the entropy. */
export const BIN = 0.01;

/** Of the numbers of one token; NaN of none. */
const FORMULAS: Record<Aggregate, (values: readonly number[]) => number> = {
  mean: meanOf,
  std: stdOf,
  max: (values) => extreme(values, Math.max),
  min: (values) => extreme(values, Math.min),
  range: (values) => extreme(values, Math.max) - extreme(values, Math.min),
  entropy: entropyOf,
};

/** What an aggregate is called, and its formula in words; `h` is the number of vectors. */
export const AGGREGATE_NAMES: Record<Aggregate, { name: string; meaning: string }> = {
  mean: { name: 'Mean', meaning: 'sum of the values / h' },
  std: { name: 'Standard deviation', meaning: 'root of the sum of squared differences from the mean / (h − 1)' },
  max: { name: 'Maximum', meaning: 'largest value' },
  min: { name: 'Minimum', meaning: 'smallest value' },
  range: { name: 'Range', meaning: 'largest minus smallest value' },
  entropy: { name: 'Entropy', meaning: '−Σ P ln P over bins of 0.01, divided by the number of occupied bins' },
};

/** The aggregate of each unit; NaN where no vector has a value, or a deviation has but one. */
export function aggregated(how: Aggregate, vectors: readonly Float32Array[], nUnits: number): Float64Array {
  return Float64Array.from({ length: nUnits }, (_, unit) => aggregateAt(how, vectors, unit));
}

/** The aggregate of one unit. Vectors hold NaN where they do not reach. */
export function aggregateAt(how: Aggregate, vectors: readonly Float32Array[], unit: number): number {
  return FORMULAS[how](valuesAt(vectors, unit));
}

function valuesAt(vectors: readonly Float32Array[], unit: number): number[] {
  return vectors.map((values) => values[unit] ?? NaN).filter((value) => !Number.isNaN(value));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The paper divides by h − 1, which leaves a single vector without one. */
function stdOf(values: readonly number[]): number {
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : NaN;
}

function extreme(values: readonly number[], choose: (...values: number[]) => number): number {
  return values.length > 0 ? choose(...values) : NaN;
}

/** Values fall in the nearest bin. The paper divides the entropy, in nats, by the number of occupied bins. */
function entropyOf(values: readonly number[]): number {
  if (values.length === 0) return NaN;
  const counts = new Map<number, number>();
  for (const value of values) {
    const bin = Math.round(value / BIN);
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  }
  const shares = Array.from(counts.values(), (count) => count / values.length);
  // A single bin has an entropy of 0, not −0.
  return Math.abs(shares.reduce((sum, share) => sum - share * Math.log(share), 0)) / counts.size;
}
