/** Which way a head looks: how much of its attention goes to earlier words, to the word itself, and to later ones. */

import type { LayerCodes } from './payload';

/** Sums over a whole matrix: as many as there are queries if every row sums to 1. */
export interface Sides {
  previous: number;
  self: number;
  next: number;
}

/** @param head Index into `codes.heads`. */
export function sidesOf({ codes, table, nQuery, nKey }: LayerCodes, head: number): Sides {
  const sides = { previous: 0, self: 0, next: 0 };
  for (let query = 0; query < nQuery; query++) {
    const row = (head * nQuery + query) * nKey;
    for (let key = 0; key < nKey; key++) {
      const weight = table[codes[row + key] ?? 0] ?? 0;
      if (key < query) sides.previous += weight;
      else if (key > query) sides.next += weight;
      else sides.self += weight;
    }
  }
  return sides;
}

/**
 * Euclidean distance of two heads over all their weights and, in self-attention, the three sums over their sides: the
 * distance by which heads are piled (Park et al. 2019, Section 4.2).
 */
export function headDistance(a: LayerCodes, headA: number, b: LayerCodes, headB: number, isSelf: boolean): number {
  const size = a.nQuery * a.nKey;
  const [startA, startB] = [headA * size, headB * size];
  let sum = 0;
  for (let i = 0; i < size; i++) {
    const difference = (a.table[a.codes[startA + i] ?? 0] ?? 0) - (b.table[b.codes[startB + i] ?? 0] ?? 0);
    sum += difference * difference;
  }
  return Math.sqrt(sum + (isSelf ? sidesDistance(sidesOf(a, headA), sidesOf(b, headB)) : 0));
}

function sidesDistance(a: Sides, b: Sides): number {
  return (a.previous - b.previous) ** 2 + (a.self - b.self) ** 2 + (a.next - b.next) ** 2;
}
