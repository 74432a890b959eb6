/** The parts of the Heads view, and what lies at a point of it. All lengths in CSS pixels. */

import { portsOf, type Bipartite, type Columns } from './bipartite';
import type { Place } from './focus';
import type { Link } from './links';
import type { Side } from './units';

export interface Stage {
  width: number;
  columns: Columns;
  rowHeight: number;
  /** Distance by which the rows are scrolled out at the top. */
  scrolled: number;
  /** Number of rows of each side. */
  nRows: Record<Side, number>;
  /** Whether a side has cells beside its tokens. */
  hasCells: Record<Side, boolean>;
  /** Number of heads, and the indices of those that are drawn. */
  nHeads: number;
  active: readonly number[];
}

/** What the reader points at, with the pointer or the keyboard. */
export type Target =
  | { kind: 'unit'; place: Place }
  | { kind: 'link'; link: Link }
  /** A head's cell beside a token; `slot` counts the heads that are drawn. */
  | { kind: 'cell'; place: Place; slot: number };

/** Where the links lie, counted from the inner edge of the query column. */
export function bipartiteOf({ width, columns, rowHeight, scrolled, nHeads, active }: Stage): Bipartite {
  const right = width - 2 * columns.token;
  return { left: 0, right, rowHeight, scrolled, nHeads: active.length, ports: portsOf(nHeads, active) };
}

/** Where the links in focus lie: they end at the cells. */
export function focusedBipartite(stage: Stage): Bipartite {
  const whole = bipartiteOf(stage);
  const { strip } = stage.columns;
  return {
    ...whole,
    left: stage.hasCells.query ? strip : 0,
    right: stage.hasCells.key ? whole.right - strip : whole.right,
  };
}

/**
 * The token or cell at a point; 'between' where only links can be, null where there is nothing.
 */
export function spotAt(stage: Stage, x: number, y: number): Target | 'between' | null {
  const { width, columns, nRows } = stage;
  const side: Side = x < width / 2 ? 'query' : 'key';
  const place = { side, unit: Math.floor((y + stage.scrolled) / stage.rowHeight) };
  const fromEdge = side === 'query' ? x : width - x;
  const isToken = fromEdge < columns.token;
  if (!isToken && !(stage.hasCells[side] && fromEdge < columns.token + columns.strip)) return 'between';
  if (place.unit >= nRows[side]) return null;
  return isToken ? { kind: 'unit', place } : { kind: 'cell', place, slot: slotAt(stage, side, x) };
}

function slotAt({ width, columns, active }: Stage, side: Side, x: number): number {
  const start = side === 'query' ? columns.token : width - columns.token - columns.strip;
  return Math.max(0, Math.min(active.length - 1, Math.floor(((x - start) / columns.strip) * active.length)));
}

/** Where a tooltip goes: beside a token, lest it hide the next ones; else beside the pointer. */
export function tipPlace(
  { width, columns }: Stage,
  target: Target | null,
  pointer: { x: number; y: number },
): { x: number; y: number; side?: 'left' } {
  if (target?.kind !== 'unit') return pointer;
  return target.place.side === 'query'
    ? { x: columns.token, y: pointer.y }
    : { x: width - columns.token - columns.strip, y: pointer.y, side: 'left' };
}

/** Row of a side that a target marks; -1 for none. */
export function markedRow(target: Target | null, side: Side): number {
  if (target?.kind === 'link') return target.link[side];
  return target?.place.side === side ? target.place.unit : -1;
}

export function sameTarget(a: Target | null, b: Target | null): boolean {
  if (a === null || b === null) return a === b;
  if (a.kind === 'link' || b.kind === 'link') return a.kind === b.kind && sameLink(linkOf(a), linkOf(b));
  const sameSlot = (a.kind === 'cell' ? a.slot : -1) === (b.kind === 'cell' ? b.slot : -1);
  return sameSlot && a.place.side === b.place.side && a.place.unit === b.place.unit;
}

function linkOf(target: Target): Link | null {
  return target.kind === 'link' ? target.link : null;
}

function sameLink(a: Link | null, b: Link | null): boolean {
  return a?.head === b?.head && a?.query === b?.query && a?.key === b?.key;
}
