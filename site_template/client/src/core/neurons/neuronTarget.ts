/** What of the Neurons view lies under the pointer, or is reached with the keyboard. */

import { isBlock, type Block, type NeuronLayout, type Part, type Scroll } from './neuronLayout';

export type NeuronTarget =
  | { kind: 'query'; row: number }
  /** A key, at its label or at a number. */
  | { kind: 'key'; row: number }
  | CellTarget;

/** A neuron in a row, or above the rows where `row` is null; `slot` counts the cells of the block. */
export interface CellTarget {
  kind: 'cell';
  block: Block;
  slot: number;
  row: number | null;
}

/** How many rows there are on each side. */
export interface RowCounts {
  queries: number;
  keys: number;
}

/** What lies at a point of the part in sight. */
export function targetAt(
  layout: NeuronLayout,
  scroll: Scroll,
  counts: RowCounts,
  x: number,
  y: number,
): NeuronTarget | null {
  const row = y < layout.head ? null : Math.floor((y - layout.head + scroll.y) / layout.rowHeight);
  if (x < layout.queryWidth) return row !== null && row < counts.queries ? { kind: 'query', row } : null;
  if (x < layout.lines.right || (row !== null && row >= counts.keys)) return null;
  const across = x - layout.pane.left + scroll.x;
  const part = x < layout.pane.left ? undefined : partAt(layout, across);
  const slot = part ? Math.floor((across - part.left) / layout.cell) : 0;
  if (part && isBlock(part.what) && slot < part.count) return { kind: 'cell', block: part.what, slot, row };
  return row === null ? null : { kind: 'key', row };
}

function partAt({ parts }: NeuronLayout, across: number): Part | undefined {
  return parts.find(({ left, width }) => across >= left && across < left + width);
}

/** The cell that a key of the keyboard leads to, through the blocks from left to right; null for keys that mean something else. */
export function cellFrom(
  { parts }: NeuronLayout,
  nRows: number,
  from: CellTarget | null,
  pressed: string,
): CellTarget | null {
  const moves: Record<string, [number, number]> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
    PageUp: [-10, 0],
    PageDown: [10, 0],
    Home: [0, -Infinity],
    End: [0, Infinity],
  };
  const move = moves[pressed];
  const cells = parts.flatMap(({ what, count }) =>
    Array.from({ length: isBlock(what) ? count : 0 }, (_, slot) => ({ block: what as Block, slot })),
  );
  if (!move || !cells.length) return null;
  const clamp = (at: number, count: number) => Math.max(0, Math.min(count - 1, at));
  const place = cells.findIndex(({ block, slot }) => block === from?.block && slot === from.slot);
  const next = from ? cells[clamp(place + move[1], cells.length)] : cells[0];
  return next ? { kind: 'cell', ...next, row: from ? clamp((from.row ?? -1) + move[0], nRows) : 0 } : null;
}

export function sameTarget(a: NeuronTarget | null, b: NeuronTarget | null): boolean {
  if (a?.kind !== b?.kind || a?.row !== b?.row) return false;
  return a?.kind !== 'cell' || b?.kind !== 'cell' || (a.block === b.block && a.slot === b.slot);
}
