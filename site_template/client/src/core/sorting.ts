/** In which order the heads of a layer are shown, and by which number. */

import type { LayerNetwork } from './payload';
import type { HEAD_ORDERS } from './state';

export type HeadOrder = (typeof HEAD_ORDERS)[number];

interface OrderText {
  name: string;
  /** What the bars of the heads show. */
  meaning: string;
  /** What the first and the last of the sorted heads do. */
  ends: readonly [string, string] | null;
}

export const ORDERS: Record<HeadOrder, OrderText> = {
  number: { name: 'Number', meaning: 'share of the head’s attention on links that are not hidden', ends: null },
  position: {
    name: 'Position',
    meaning: 'mean offset of what a query looks at',
    ends: ['looks back', 'looks ahead'],
  },
  entropy: {
    name: 'Entropy',
    meaning: 'entropy of the attention that the keys receive',
    ends: ['few keys', 'many keys'],
  },
  focus: { name: 'Focus', meaning: 'mean entropy of the rows', ends: ['sharp rows', 'even rows'] },
  similarity: { name: 'Similarity', meaning: 'distance from the selected head', ends: ['most alike', 'least alike'] },
};

/**
 * The number of each head that an order goes by; null for the order by number, and where the export lacks it.
 *
 * @param distances From the selected head; null without one.
 */
export function orderValues(
  order: HeadOrder,
  network: LayerNetwork | null | undefined,
  distances: readonly number[] | null,
): readonly number[] | null {
  if (order === 'number') return null;
  return order === 'similarity' ? distances : (network?.[order] ?? null);
}

/** Places of the heads, smallest number first; equal ones stay in their order. */
export function sortedHeads(count: number, values: readonly number[] | null): number[] {
  const places = Array.from({ length: count }, (_, at) => at);
  return values ? places.sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b) : places;
}

/** What the numbers count: offsets are in tokens, or in lengths of a sequence where the two sequences differ. */
export function orderUnit(order: HeadOrder, isSelf: boolean): string {
  if (order === 'position') return isSelf ? 'tokens' : 'lengths';
  return order === 'similarity' || order === 'number' ? '' : 'nats';
}

export function formatOrderValue(order: HeadOrder, value: number, isSelf: boolean): string {
  if (order === 'position') return signed(value, isSelf ? 1 : 2);
  return value.toFixed(2);
}

/** With a true minus sign; what rounds to 0 has none. */
function signed(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(decimals);
  if (Number(text) === 0) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}
