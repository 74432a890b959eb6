/** Where the thumbnails of the Model view lie: a row per layer, a column per head. Lengths in CSS pixels. */

export interface Grid {
  nRows: number;
  nColumns: number;
  /** Width and height of a thumbnail. */
  size: number;
  gap: number;
  /** Room for the labels of the rows, and of the columns. */
  left: number;
  top: number;
}

export interface Cell {
  row: number;
  column: number;
}

/** Numbers of the heads that any layer keeps, ascending: the columns. */
export function columnsOfHeads(layers: readonly { heads: readonly number[] }[]): number[] {
  return [...new Set(layers.flatMap((layer) => layer.heads))].sort((a, b) => a - b);
}

const [LEAST_SIZE, MOST_SIZE] = [16, 64];
const [LEFT, TOP] = [32, 20];

/** Thumbnails as large as the width admits; a grid of very many heads grows wider than the width. */
export function gridOf(nRows: number, nColumns: number, width: number): Grid {
  const step = (width - LEFT) / Math.max(1, nColumns);
  const gap = step < 28 ? 1 : 4;
  const size = Math.floor(Math.max(LEAST_SIZE, Math.min(MOST_SIZE, step - gap)));
  return { nRows, nColumns, size, gap, left: LEFT, top: TOP };
}

export function gridSize({ nRows, nColumns, size, gap, left, top }: Grid): { width: number; height: number } {
  return { width: left + nColumns * (size + gap), height: top + nRows * (size + gap) };
}

/** Top left corner of a thumbnail. */
export function cornerOf({ size, gap, left, top }: Grid, { row, column }: Cell): { x: number; y: number } {
  return { x: left + column * (size + gap), y: top + row * (size + gap) };
}

/** The thumbnail at a point; null beside the grid. Gaps belong to the thumbnail before them. */
export function cellAt({ nRows, nColumns, size, gap, left, top }: Grid, x: number, y: number): Cell | null {
  const cell = { row: Math.floor((y - top) / (size + gap)), column: Math.floor((x - left) / (size + gap)) };
  return cell.row >= 0 && cell.row < nRows && cell.column >= 0 && cell.column < nColumns ? cell : null;
}

/** The thumbnail that a key of the keyboard leads to; null for keys that mean something else. */
export function cellFrom({ nRows, nColumns }: Grid, { row, column }: Cell, key: string): Cell | null {
  const moves: Record<string, Cell> = {
    ArrowUp: { row: row - 1, column },
    ArrowDown: { row: row + 1, column },
    ArrowLeft: { row, column: column - 1 },
    ArrowRight: { row, column: column + 1 },
    Home: { row, column: 0 },
    End: { row, column: nColumns - 1 },
    PageUp: { row: 0, column },
    PageDown: { row: nRows - 1, column },
  };
  const move = moves[key];
  return move ? { row: clamp(move.row, nRows), column: clamp(move.column, nColumns) } : null;
}

function clamp(at: number, count: number): number {
  return Math.max(0, Math.min(count - 1, at));
}
