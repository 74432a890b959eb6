/** Thumbnails of a head as heat map: the maximum of what falls into a pixel, so that no strong link is lost. */

import type { UnitWeights } from './regroup';

const LEVELS = 255;

/** Colour index of a weight. The root keeps weak links visible; weights above 1 are roundings of words. */
export function level(weight: number): number {
  return Math.min(LEVELS, Math.round(Math.sqrt(weight) * LEVELS));
}

/** Colour indices of weights. A loop: `Uint8Array.from` would go through an iterator, several times as slowly. */
export function levelsOf(weights: Float32Array): Uint8Array {
  const levels = new Uint8Array(weights.length);
  for (let at = 0; at < levels.length; at++) levels[at] = level(weights[at] ?? 0);
  return levels;
}

/**
 * Largest weight in each cell of a grid over one head, as colour indices.
 *
 * @param head Index of the head.
 * @param nRows At most `nQuery`, so that every cell holds a row.
 * @param nColumns At most `nKey`.
 * @returns Axes (row, column), row-major.
 */
export function poolMax(weights: UnitWeights, head: number, nRows: number, nColumns: number): Uint8Array {
  const { nQuery, nKey, values } = weights;
  const largest = new Float32Array(nRows * nColumns);
  const columnOf = cellsOf(nKey, nColumns);
  const rowOf = cellsOf(nQuery, nRows);
  for (let query = 0; query < nQuery; query++) {
    const from = (head * nQuery + query) * nKey;
    const to = (rowOf[query] ?? 0) * nColumns;
    for (let key = 0; key < nKey; key++) {
      const value = values[from + key] ?? 0;
      const cell = to + (columnOf[key] ?? 0);
      if (value > (largest[cell] ?? 0)) largest[cell] = value;
    }
  }
  return levelsOf(largest);
}

/** The cell that each of `count` items falls into, all cells as equal in size as whole numbers allow. */
function cellsOf(count: number, nCells: number): Uint16Array {
  return Uint16Array.from({ length: count }, (_, item) => Math.floor((item * nCells) / count));
}

/** Repeat cells so that they fill a square of `size` pixels. */
export function enlarge(cells: Uint8Array, nRows: number, nColumns: number, size: number): Uint8Array {
  const pixels = new Uint8Array(size * size);
  for (let y = 0; y < size; y++) {
    const row = Math.floor((y * nRows) / size) * nColumns;
    for (let x = 0; x < size; x++) pixels[y * size + x] = cells[row + Math.floor((x * nColumns) / size)] ?? 0;
  }
  return pixels;
}

/** The link of a head with the largest weight; null if nothing is shown of it. */
export function strongestOf(
  { nQuery, nKey, values }: UnitWeights,
  head: number,
): { query: number; key: number; weight: number } | null {
  const start = head * nQuery * nKey;
  let best = -1;
  let weight = 0;
  for (let i = 0; i < nQuery * nKey; i++) {
    const value = values[start + i] ?? 0;
    if (value <= weight) continue;
    best = i;
    weight = value;
  }
  return best < 0 ? null : { query: Math.floor(best / nKey), key: best % nKey, weight };
}
