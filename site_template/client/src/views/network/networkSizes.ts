/** How much room panels of heat maps and piles need, in CSS pixels. */

import type { Form } from '../../core/network/network';

/** Side of a small heat map, and the width of its button with the gap after it. */
export const TILE_SIZE = 80;
const TILE_STEP = TILE_SIZE + 10;
/** The same for a pile with its sheets. */
export const SHEET_ROOM = 9;
const PILE_STEP = TILE_SIZE + SHEET_ROOM + 12;
/** At either side of a panel. */
export const PANEL_PADDING = 10;
/** Least distance of the leaves of a tree, so that their numbers can be read. */
const LEAF_STEP = 17;
/** The same where they are named with their layers. */
export const LONG_LEAF_STEP = 30;

/** Width of a panel for so many heads. */
export function roomOf(form: Form, nHeads: number): number {
  if (form === 'links') return 0;
  const nColumns = nHeads <= 4 ? 2 : nHeads <= 15 ? 3 : 4;
  if (form === 'multiples') return nColumns * TILE_STEP + 2 * PANEL_PADDING;
  return Math.max(nColumns * PILE_STEP, nHeads * LEAF_STEP) + 2 * PANEL_PADDING;
}

/** Height of what stands above the words. */
export const HEAD_HEIGHT = 82;
