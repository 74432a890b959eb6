import { describe, expect, it } from 'vitest';

import { cellAt, cellFrom, columnsOfHeads, cornerOf, gridOf, gridSize } from './grid';

const GRID = gridOf(6, 12, 760);

describe('columnsOfHeads', () => {
  it('has every head that some layer keeps', () => {
    expect(columnsOfHeads([{ heads: [1, 11] }, { heads: [2, 11] }])).toEqual([1, 2, 11]);
  });
});

describe('gridOf', () => {
  it.each([
    [12, 760],
    [12, 300],
    [32, 760],
  ])('fits %i heads into %d pixels', (nColumns, width) => {
    expect(gridSize(gridOf(6, nColumns, width)).width).toBeLessThanOrEqual(width);
  });

  it('keeps thumbnails large enough to point at', () => {
    expect(gridOf(64, 64, 300).size).toBe(16);
  });
});

describe('cellAt', () => {
  it('is the inverse of cornerOf', () => {
    for (const cell of [
      { row: 0, column: 0 },
      { row: 5, column: 11 },
      { row: 3, column: 7 },
    ]) {
      const { x, y } = cornerOf(GRID, cell);
      expect(cellAt(GRID, x + GRID.size / 2, y + GRID.size / 2)).toEqual(cell);
    }
  });

  it.each([
    [0, 0],
    [10, 100],
    [100, 5000],
  ])('is null beside the grid, at (%d, %d)', (x, y) => {
    expect(cellAt(GRID, x, y)).toBeNull();
  });
});

describe('cellFrom', () => {
  it.each([
    ['ArrowUp', { row: 0, column: 3 }],
    ['ArrowDown', { row: 2, column: 3 }],
    ['ArrowLeft', { row: 1, column: 2 }],
    ['Home', { row: 1, column: 0 }],
    ['End', { row: 1, column: 11 }],
    ['PageDown', { row: 5, column: 3 }],
    ['x', null],
  ])('follows %s', (key, expected) => {
    expect(cellFrom(GRID, { row: 1, column: 3 }, key)).toEqual(expected);
  });

  it('stops at the edges', () => {
    expect(cellFrom(GRID, { row: 0, column: 0 }, 'ArrowLeft')).toEqual({ row: 0, column: 0 });
    expect(cellFrom(GRID, { row: 5, column: 11 }, 'ArrowDown')).toEqual({ row: 5, column: 11 });
  });
});
