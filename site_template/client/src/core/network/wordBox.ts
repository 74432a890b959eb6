/** What lies where in the box of a word: its text above, a bar per head below. Lengths in CSS pixels. */

import type { Column } from './network';

/** Between the boxes of a column. */
export const BOX_GAP = 4;
/** Between the edge of a box and its text. */
export const BOX_PADDING = 5;
/** Height of the line of text in a box that holds bars. */
export const TEXT_HEIGHT = 16;
/** Heights of a row of words with and without bars, and what of it bars may take. */
export const ROW_HEIGHT = { bars: 36, plain: 22 };
export const BAR_HEIGHT = 13;

/** Where the first bar of a box starts, and how far apart bars are. */
export function barPlaces({ x, width }: Pick<Column, 'x' | 'width'>, nHeads: number): { left: number; step: number } {
  const inset = BOX_PADDING - 1;
  return { left: x + inset, step: (width - 2 * inset) / Math.max(1, nHeads) };
}

/** The head whose bar lies at `x`: the whole height of the bars belongs to it, however low its own is. */
export function barAt(column: Pick<Column, 'x' | 'width'>, nHeads: number, x: number): number {
  const { left, step } = barPlaces(column, nHeads);
  return Math.max(0, Math.min(nHeads - 1, Math.floor((x - left) / step)));
}
