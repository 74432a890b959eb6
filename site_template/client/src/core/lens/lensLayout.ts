/**
 * Where the parts of a map of clusters lie: the map, what is known of its rows at the left and of its columns above,
 * and the columns once more as rows, beside the map or, where there is no room, below it. Lengths in CSS pixels.
 */

export interface Strip {
  start: number;
  length: number;
}

/** What is known of a cluster, along a row from the map outwards, or along a column. */
export interface Features {
  /** Middle of the cluster's number. */
  number: number;
  classes: Strip;
  positions: Strip;
  size: Strip;
  /** No length where there is no room for words. */
  words: Strip;
}

export interface LensLayout {
  nRows: number;
  nColumns: number;
  width: number;
  height: number;
  /** Width and height of a cell of the map. */
  cell: number;
  left: number;
  top: number;
  rows: Features;
  columns: Features;
  /** The columns as rows. */
  aside: Features & { top: number; pitch: number };
  isStacked: boolean;
}

export interface LensRoom {
  width: number;
  nRows: number;
  nColumns: number;
}

const [LEAST_CELL, MOST_CELL] = [15, 24];
const [GAP, NUMBER, CURVES] = [6, 22, 56];
const [CLASSES, POSITIONS, SIZE] = [84, 64, 32];
const [LEAST_WORDS, MOST_WORDS] = [84, 240];
/** Heights of what stands above the columns. */
const ABOVE = { size: 18, positions: 44, classes: 48, number: 16 };
/** Height of the line above rows that says what their parts are. */
export const TITLES = 14;

/** Where the columns as rows stand below the map. */
const STACKED = { cell: 17, classes: 46, positions: 32, size: 18, pitch: 19, gap: 46, gutter: 22 };

export function lensLayout({ width, nRows, nColumns }: LensRoom): LensLayout {
  const fixed = 2 * (NUMBER + CLASSES + POSITIONS + SIZE + 4 * GAP) + CURVES;
  const forMap = width - fixed - 2 * LEAST_WORDS;
  const room = { width, nRows, nColumns };
  return forMap / Math.max(1, nColumns) < LEAST_CELL ? stacked(room) : beside(room, width - fixed);
}

function beside({ width, nRows, nColumns }: LensRoom, free: number): LensLayout {
  const cell = Math.min(MOST_CELL, (free - 2 * LEAST_WORDS) / Math.max(1, nColumns));
  const words = Math.min(MOST_WORDS, (free - cell * nColumns) / 2);
  const left = NUMBER + CLASSES + POSITIONS + SIZE + 4 * GAP + words;
  const top = topOf();
  const right = left + cell * nColumns + CURVES;
  return {
    nRows,
    nColumns,
    width: Math.min(width, right + left),
    height: top + cell * Math.max(nRows, nColumns) + 2,
    cell,
    left,
    top,
    rows: outwards(left, -1, { classes: CLASSES, positions: POSITIONS, size: SIZE, words }),
    columns: above(top),
    aside: { ...outwards(right, 1, { classes: CLASSES, positions: POSITIONS, size: SIZE, words }), top, pitch: cell },
    isStacked: false,
  };
}

function stacked({ width, nRows, nColumns }: LensRoom): LensLayout {
  const { classes, positions, size, pitch, gutter, gap } = STACKED;
  const left = NUMBER + classes + positions + size + 3 * GAP;
  const cell = Math.max(6, Math.min(MOST_CELL, (width - left - 1) / Math.max(1, nColumns)));
  const top = topOf();
  const bottom = top + cell * nRows + gap;
  const [wide, rest] = [2 * classes, width - gutter - NUMBER - 2 * classes - POSITIONS - SIZE - 4 * GAP];
  return {
    nRows,
    nColumns,
    width,
    height: bottom + pitch * nColumns + 2,
    cell,
    left,
    top,
    rows: outwards(left, -1, { classes, positions, size, words: 0 }),
    columns: above(top),
    aside: {
      ...outwards(gutter, 1, { classes: wide, positions: POSITIONS, size: SIZE, words: Math.max(0, rest) }),
      top: bottom,
      pitch,
    },
    isStacked: true,
  };
}

function topOf(): number {
  return ABOVE.size + ABOVE.positions + ABOVE.classes + ABOVE.number + 3 * GAP;
}

/** Parts of a row from an edge on, to the left (-1) or to the right (1). */
function outwards(
  edge: number,
  direction: 1 | -1,
  lengths: Record<'classes' | 'positions' | 'size' | 'words', number>,
) {
  let at = NUMBER;
  const next = (length: number): Strip => {
    const start = direction > 0 ? edge + at : edge - at - length;
    at += length + GAP;
    return { start, length };
  };
  return {
    number: edge + (direction * NUMBER) / 2,
    classes: next(lengths.classes),
    positions: next(lengths.positions),
    size: next(lengths.size),
    words: next(lengths.words),
  };
}

function above(top: number): Features {
  const classes = { start: top - ABOVE.number - ABOVE.classes, length: ABOVE.classes };
  const positions = { start: classes.start - GAP - ABOVE.positions, length: ABOVE.positions };
  const size = { start: positions.start - GAP - ABOVE.size, length: ABOVE.size };
  return { number: top - ABOVE.number / 2, classes, positions, size, words: { start: 0, length: 0 } };
}

/** A place of the map: of a row, of a column, or of the cell where both cross. */
export interface LensTarget {
  row: number | null;
  column: number | null;
}

export function targetAt(layout: LensLayout, x: number, y: number): LensTarget | null {
  const { left, top, cell, nRows, nColumns, aside, isStacked } = layout;
  const [row, column] = [Math.floor((y - top) / cell), Math.floor((x - left) / cell)];
  const asideRow = Math.floor((y - aside.top) / aside.pitch);
  const isAside = isStacked ? y >= aside.top : x >= aside.number - 12;
  if (isAside) return asideRow >= 0 && asideRow < nColumns ? { row: null, column: asideRow } : null;
  const [inRows, inColumns] = [row >= 0 && row < nRows, column >= 0 && column < nColumns];
  if (inRows && inColumns) return { row, column };
  if (inRows && x < left) return { row, column: null };
  return inColumns && y < top ? { row: null, column } : null;
}

export function sameTarget(a: LensTarget | null, b: LensTarget | null): boolean {
  return a?.row === b?.row && a?.column === b?.column;
}

/** The cell that a key of the keyboard leads to; null for keys that mean something else. */
export function cellFrom(
  { nRows, nColumns }: Pick<LensLayout, 'nRows' | 'nColumns'>,
  from: { row: number; column: number },
  pressed: string,
): { row: number; column: number } | null {
  const moves: Record<string, readonly [number, number]> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
    Home: [0, -nColumns],
    End: [0, nColumns],
    PageUp: [-nRows, 0],
    PageDown: [nRows, 0],
  };
  const move = moves[pressed];
  if (!move) return null;
  const clamp = (at: number, count: number) => Math.max(0, Math.min(count - 1, at));
  return { row: clamp(from.row + move[0], nRows), column: clamp(from.column + move[1], nColumns) };
}

/** Paths from a cell to what is known of its row, and to its column's row aside. */
export function curvesOf(layout: LensLayout, { row, column }: { row: number; column: number }): [string, string] {
  const { left, top, cell, aside, rows, isStacked } = layout;
  const [x, y] = [left + column * cell, top + row * cell];
  const middle = y + cell / 2;
  const start = rows.number + 8;
  const bow = cell * 0.9;
  const third = (x - start) / 3;
  const toRow = `M${x},${middle} C${x - third},${middle - bow} ${start + third},${middle - bow} ${start},${middle}`;
  const end = { x: aside.number - 9, y: aside.top + (column + 0.5) * aside.pitch };
  if (isStacked) return [toRow, downTo({ x: x + cell / 2, y: y + cell }, end, aside.top)];
  const from = { x: x + cell, y: middle };
  const across = (end.x - from.x) / 2;
  return [toRow, `M${from.x},${from.y} C${from.x + across},${from.y} ${end.x - across},${end.y} ${end.x},${end.y}`];
}

interface Point {
  x: number;
  y: number;
}

/** Down to the gutter at the left, along it, and to a row: over no other row. */
function downTo(from: Point, to: Point, top: number): string {
  const gutter = to.x / 2;
  const bend = Math.min(8, to.x - gutter);
  return [
    `M${from.x},${from.y}`,
    `C${from.x},${top - 8} ${gutter},${from.y + 10} ${gutter},${top}`,
    `V${to.y - bend}`,
    `Q${gutter},${to.y} ${to.x},${to.y}`,
  ].join(' ');
}
