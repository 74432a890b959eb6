/** A neuron's products with the keys as points: distance on x, product on y. Lengths in CSS pixels. */

import type { Subject } from './neuronFacts';
import type { Unit } from '../units';

export interface NeuronPoint {
  x: number;
  y: number;
  /** Row of the key among those shown. */
  row: number;
  product: number;
  /** Key less query in tokens, or the key's place where there is no distance. */
  offset: number;
}

export interface NeuronPlot {
  points: readonly NeuronPoint[];
  /** Edge of the points' area, and where the axes lie. */
  left: number;
  bottom: number;
  zeroX: number;
  zeroY: number;
  /** Where the largest magnitude lies, above and below 0. */
  topY: number;
  bottomY: number;
  most: number;
  /** First and last offset. */
  first: number;
  last: number;
}

const [LEFT, FOOT, PADDING] = [44, 14, 6];

/** Masked keys have no product that counts, and no point. */
export function plotOf(
  { tensors, scores, products }: Subject,
  neuron: number,
  keys: readonly Unit[],
  isSelf: boolean,
  { width, height }: { width: number; height: number },
): NeuronPlot {
  const origin = isSelf ? scores.query : 0;
  const seen = keys.flatMap((unit, row) => {
    const token = unit.tokens[0] ?? 0;
    const product = products[token * tensors.dim + neuron] ?? 0;
    return scores.visible[token] ? [{ row, product, offset: token - origin }] : [];
  });
  const offsets = seen.map(({ offset }) => offset);
  const first = Math.min(0, ...offsets);
  const last = Math.max(0, ...offsets);
  const most = Math.max(...seen.map(({ product }) => Math.abs(product)), 1e-9);
  const half = (height - FOOT) / 2;
  const xOf = (offset: number) =>
    LEFT + PADDING + ((offset - first) / Math.max(1, last - first)) * (width - LEFT - 2 * PADDING);
  const yOf = (product: number) => half - (product / most) * (half - PADDING);
  return {
    points: seen.map((point) => ({ ...point, x: xOf(point.offset), y: yOf(point.product) })),
    left: LEFT,
    bottom: height - FOOT,
    zeroX: xOf(0),
    zeroY: half,
    topY: yOf(most),
    bottomY: yOf(-most),
    most,
    first,
    last,
  };
}
