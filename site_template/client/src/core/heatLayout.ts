/** Where the cells and labels of an enlarged heat map lie. Lengths in CSS pixels. */

export interface HeatLayout {
  nQuery: number;
  nKey: number;
  /** Width and height of a cell; less than a pixel for long texts. */
  cell: number;
  /** Room for the labels of the queries at the left, and of the keys above. */
  left: number;
  top: number;
  /** Part of the whole that is in sight, labels included. */
  width: number;
  height: number;
  /** Distance by which the cells are scrolled out at the left and at the top. */
  scrollX: number;
  scrollY: number;
}

export interface HeatRoom {
  width: number;
  height: number;
  /** Width that the longest label needs; 0 for no labels. */
  label: number;
}

/** Cells are no larger than this, and as large as `READABLE` where the reader asks for every label. */
const [MOST_CELL, READABLE_CELL] = [28, 13];
const MOST_LABEL = 110;

export function heatLayout(
  nQuery: number,
  nKey: number,
  room: HeatRoom,
  isReadable: boolean,
  scroll: { x: number; y: number },
): HeatLayout {
  const left = Math.min(room.label, MOST_LABEL, room.width * 0.3);
  const top = Math.min(room.label, MOST_LABEL, room.height * 0.3);
  const fitting = Math.min((room.width - left) / Math.max(1, nKey), (room.height - top) / Math.max(1, nQuery));
  const cell = Math.max(isReadable ? READABLE_CELL : 0, Math.min(MOST_CELL, fitting));
  const whole = { width: left + nKey * cell, height: top + nQuery * cell };
  const [width, height] = [Math.min(room.width, whole.width), Math.min(room.height, whole.height)];
  const scrollX = Math.max(0, Math.min(scroll.x, whole.width - width));
  const scrollY = Math.max(0, Math.min(scroll.y, whole.height - height));
  return { nQuery, nKey, cell, left, top, width, height, scrollX, scrollY };
}

/** Size of the whole, in sight or not. */
export function wholeSize({ nQuery, nKey, cell, left, top }: HeatLayout): { width: number; height: number } {
  return { width: left + nKey * cell, height: top + nQuery * cell };
}

/** A row, a column, or the cell where both cross; null for what the point is not on. */
export interface Crossing {
  query: number | null;
  key: number | null;
}

/** What lies at a point of the part in sight: over the labels of one side, only that side. */
export function crossingAt(layout: HeatLayout, x: number, y: number): Crossing | null {
  const key = x < layout.left ? null : indexAt(x - layout.left + layout.scrollX, layout.cell, layout.nKey);
  const query = y < layout.top ? null : indexAt(y - layout.top + layout.scrollY, layout.cell, layout.nQuery);
  return (query === null && key === null) || query === undefined || key === undefined ? null : { query, key };
}

/** Undefined beyond the last. */
function indexAt(distance: number, cell: number, count: number): number | undefined {
  const index = Math.floor(distance / cell);
  return index < count ? index : undefined;
}

/** Place of a row or column in sight; `at` may be the place after the last. */
export function rowY({ top, cell, scrollY }: HeatLayout, at: number): number {
  return top + at * cell - scrollY;
}

export function columnX({ left, cell, scrollX }: HeatLayout, at: number): number {
  return left + at * cell - scrollX;
}

/** The cell that a key of the keyboard leads to; null for keys that mean something else. */
export function crossingFrom(
  { nQuery, nKey }: HeatLayout,
  from: { query: number; key: number },
  pressed: string,
): { query: number; key: number } | null {
  const moves: Record<string, [number, number]> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
    PageUp: [-10, 0],
    PageDown: [10, 0],
    Home: [0, -nKey],
    End: [0, nKey],
  };
  const move = moves[pressed];
  if (!move) return null;
  const clamp = (at: number, count: number) => Math.max(0, Math.min(count - 1, at));
  return { query: clamp(from.query + move[0], nQuery), key: clamp(from.key + move[1], nKey) };
}
