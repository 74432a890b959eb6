/** The cells of the Neurons view: signed numbers, a row per key and a column per neuron, as colour indices. */

import { signedLevel } from '../diverging';
import type { Subject } from './neuronFacts';
import type { Block } from './neuronLayout';

/** Magnitudes at the ends of the colour scales. */
export interface NeuronDomains {
  vector: number;
  product: number;
  value: number;
}

/** A matrix with a row per token, and which of its columns are shown. */
export interface Cells {
  values: Float32Array;
  dim: number;
  /** In the order shown. */
  columns: readonly number[];
  domain: number;
}

export interface BlockCells {
  rows: Cells;
  /** What stands above the rows, and which row of it; null for products, which have bars there. */
  head: (Cells & { row: number }) | null;
  /** Tokens whose rows stay empty are false; null if none does. */
  visible: readonly boolean[] | null;
}

/**
 * @param neurons Shown neurons, in order.
 * @param values What is shown of the values, axes (key, value dim); null for nothing.
 */
export function blocksOf(
  { tensors, scores, products, mixed }: Subject,
  neurons: readonly number[],
  values: Float32Array | null,
  domains: NeuronDomains,
): Record<Block, BlockCells | null> {
  const { dim, valueDim } = tensors;
  const vectors = { dim, columns: neurons, domain: domains.vector };
  const every = Array.from({ length: valueDim }, (_, neuron) => neuron);
  const ofValues = { dim: valueDim, columns: every, domain: domains.value };
  return {
    key: {
      rows: { ...vectors, values: tensors.key },
      head: { ...vectors, values: tensors.query, row: scores.query },
      visible: null,
    },
    product: { rows: { ...vectors, values: products, domain: domains.product }, head: null, visible: scores.visible },
    value: values && {
      rows: { ...ofValues, values },
      head: { ...ofValues, values: mixed, row: 0 },
      visible: null,
    },
  };
}

/** Colour indices, axes (row, column); 0, which is no colour, for tokens that are not visible. */
export function cellLevels(
  { values, dim, columns, domain }: Cells,
  tokens: readonly number[],
  visible: readonly boolean[] | null = null,
): Uint8Array {
  const levels = new Uint8Array(tokens.length * columns.length);
  tokens.forEach((token, row) => {
    if (visible?.[token] === false) return;
    const [from, to] = [token * dim, row * columns.length];
    for (let slot = 0; slot < columns.length; slot++) {
      levels[to + slot] = signedLevel(values[from + (columns[slot] ?? 0)] ?? 0, domain);
    }
  });
  return levels;
}

/** Of each shown neuron its share in the magnitude of the products, in relation to the largest. */
export function relativeShares({ profile }: Subject, neurons: readonly number[]): number[] {
  const most = profile.share.reduce((larger, share) => Math.max(larger, share), 0) || 1;
  return neurons.map((neuron) => (profile.share[neuron] ?? 0) / most);
}
