/** Sizes of the sequence, by how much it has to show. */

import type { RowSizes } from '../../core/tokens/rowLayout';
import { textWidths } from '../textWidth';

/** Rows shrink where there are many of them; below the last height nothing could be seen. */
const ROW_HEIGHTS = [
  { upTo: 16, height: 14 },
  { upTo: 40, height: 10 },
  { upTo: 80, height: 7 },
];
const LEAST_HEIGHT = 5;
const [TOKEN, GAP] = [20, 10];
/** Bounds of the room for names, as a share of the width too, and what is left free in it. */
const [LEAST_GUTTER, MOST_GUTTER, MOST_SHARE, PADDING] = [36, 120, 0.25, 12];

export function rowSizes(width: number, rows: readonly { name: string }[]): RowSizes {
  const names = textWidths(
    rows.map(({ name }) => ({ label: name })),
    '700 10px',
  );
  const widest = names.reduce((most, each) => Math.max(most, each), 0) + PADDING;
  const gutter = Math.round(Math.max(LEAST_GUTTER, Math.min(widest, MOST_GUTTER, width * MOST_SHARE)));
  return { width, gutter, token: TOKEN, row: rowHeight(rows.length), gap: GAP };
}

export function rowHeight(count: number): number {
  return ROW_HEIGHTS.find(({ upTo }) => count <= upTo)?.height ?? LEAST_HEIGHT;
}
