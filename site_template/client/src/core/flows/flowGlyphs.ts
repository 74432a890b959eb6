/** Glyphs of the Flows view: one small square per head, in rows. All lengths in picture units. */

import { headRoom, type FlowGraph } from './flow';
import type { FlowUnion } from './flowCompare';

/** Room that the squares of a token share. */
export const GLYPH = { width: 26, height: 18, largest: 6 };
/** Counts from here on have one colour. */
export const MOST_COUNTED = 5;

/** A head of one of the hops that lead on from a token. */
export interface GlyphHead {
  hop: number;
  head: number;
}

/** The squares of every token of a ring. */
export interface Glyph {
  heads: readonly GlyphHead[];
  columns: number;
  rows: number;
  /** Side of a square with the gap after it. */
  cell: number;
}

/** Heads in rows: 12 in 3 rows of 4, and others so that no row is cut, if that does not make rows too long. */
export function columnsOf(nHeads: number): number {
  const least = Math.ceil(Math.sqrt(nHeads));
  for (let columns = least; columns <= 2 * Math.sqrt(nHeads); columns++) if (nHeads % columns === 0) return columns;
  return Math.max(1, least);
}

/** The squares of a ring: the heads of the hops that lead from it outwards; none in the outermost. */
export function glyphOf({ stack }: Pick<FlowUnion, 'stack'>, ring: number): Glyph {
  const heads = stack.hops.flatMap(({ from, codes }, hop) =>
    from === ring ? codes.heads.map((head) => ({ hop, head })) : [],
  );
  const columns = columnsOf(heads.length);
  const rows = Math.ceil(heads.length / columns);
  const cell = Math.min(GLYPH.largest, GLYPH.width / columns, GLYPH.height / Math.max(1, rows));
  return { heads, columns, rows, cell };
}

/** To how many tokens of the next ring a head leads from a token, in one graph. */
export function reachOf({ stack, reach }: FlowGraph, { hop, head }: GlyphHead, token: number): number {
  const codes = stack.hops[hop]?.codes;
  return codes && head < headRoom(codes) ? (reach[hop]?.[token * headRoom(codes) + head] ?? 0) : 0;
}

/** Step of the colour scale, 0 for a head that leads nowhere. */
export function levelOf(count: number): number {
  return Math.min(MOST_COUNTED, count);
}

/** What of a square lies at a point: with two models whose squares are split, the left half is the first's. */
export type Half = 'first' | 'second' | 'whole';

/**
 * The square at a point counted from the top left corner of the squares.
 *
 * @param halves Whether a square is split, by its number.
 */
export function squareAt(
  { columns, cell, heads }: Glyph,
  x: number,
  y: number,
  isSplit: (square: number) => boolean,
): { square: number; half: Half } | null {
  const [column, row] = [Math.floor(x / cell), Math.floor(y / cell)];
  const square = row * columns + column;
  if (column < 0 || column >= columns || row < 0 || square >= heads.length) return null;
  if (!isSplit(square)) return { square, half: 'whole' };
  return { square, half: x - column * cell < cell / 2 ? 'first' : 'second' };
}

/** The square a step further in a direction; null at the rim. */
export function neighbourSquare({ heads }: Glyph, square: number | null, step: number): number | null {
  if (heads.length === 0) return null;
  const next = square === null ? (step > 0 ? 0 : heads.length - 1) : square + step;
  return next < 0 || next >= heads.length ? square : next;
}
