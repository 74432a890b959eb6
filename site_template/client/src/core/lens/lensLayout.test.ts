import { describe, expect, it } from 'vitest';

import { cellFrom, curvesOf, lensLayout, sameTarget, targetAt, type LensLayout, type Strip } from './lensLayout';

const wide = lensLayout({ width: 1200, nRows: 16, nColumns: 12 });
const narrow = lensLayout({ width: 320, nRows: 16, nColumns: 16 });

function strips({ rows, aside }: LensLayout): Strip[] {
  return [rows, aside].flatMap(({ classes, positions, size, words }) => [classes, positions, size, words]);
}

describe('lensLayout', () => {
  it.each([
    ['wide', wide, 1200],
    ['at 936', lensLayout({ width: 936, nRows: 16, nColumns: 16 }), 936],
    ['24 clusters', lensLayout({ width: 936, nRows: 24, nColumns: 24 }), 936],
    ['narrow', narrow, 320],
    ['one cluster', lensLayout({ width: 320, nRows: 1, nColumns: 1 }), 320],
  ])('keeps everything inside its room: %s', (_, layout, width) => {
    expect(layout.width).toBeLessThanOrEqual(width);
    expect(layout.left + layout.cell * layout.nColumns).toBeLessThanOrEqual(width);
    for (const { start, length } of strips(layout)) {
      expect(start).toBeGreaterThanOrEqual(-0.01);
      expect(start + length).toBeLessThanOrEqual(width + 0.01);
    }
  });

  it('sets the columns as rows beside the map, or below where there is no room', () => {
    expect([wide.isStacked, narrow.isStacked]).toEqual([false, true]);
    expect(wide.aside.classes.start).toBeGreaterThan(wide.left + wide.cell * wide.nColumns);
    expect(narrow.aside.top).toBeGreaterThan(narrow.top + narrow.cell * narrow.nRows);
  });

  it('never lets parts of a row lie over each other', () => {
    for (const { classes, positions, size, words } of [wide.aside, narrow.aside]) {
      const parts = [classes, positions, size, words];
      parts.slice(1).forEach((part, at) => {
        expect(part.start).toBeGreaterThanOrEqual((parts[at]?.start ?? 0) + (parts[at]?.length ?? 0));
      });
    }
  });
});

describe('targetAt', () => {
  const middle = (at: number, layout = wide) => at * layout.cell + layout.cell / 2;

  it.each([
    ['a cell', wide.left + middle(3), wide.top + middle(5), { row: 5, column: 3 }],
    ['what is known of a row', wide.rows.classes.start + 2, wide.top + middle(5), { row: 5, column: null }],
    ['what is known of a column', wide.left + middle(3), wide.columns.classes.start, { row: null, column: 3 }],
    ['a column as a row', wide.aside.words.start + 2, wide.aside.top + middle(11), { row: null, column: 11 }],
    ['below the columns as rows', wide.aside.words.start + 2, wide.aside.top + middle(12), null],
    ['the empty corner', 10, 10, null],
    ['between map and rows', wide.left + middle(12) + 4, wide.top + middle(2), null],
  ])('finds %s', (_, x, y, target) => {
    expect(targetAt(wide, x, y)).toEqual(target);
  });

  it('finds a column as a row below the map', () => {
    expect(targetAt(narrow, 100, narrow.aside.top + 2.5 * narrow.aside.pitch)).toEqual({ row: null, column: 2 });
  });

  it('tells targets apart', () => {
    expect(sameTarget({ row: 1, column: null }, { row: 1, column: null })).toBe(true);
    expect(sameTarget({ row: 1, column: null }, null)).toBe(false);
    expect(sameTarget(null, null)).toBe(true);
  });
});

describe('cellFrom', () => {
  it.each([
    ['ArrowDown', { row: 4, column: 2 }],
    ['ArrowLeft', { row: 3, column: 1 }],
    ['Home', { row: 3, column: 0 }],
    ['End', { row: 3, column: 11 }],
    ['PageDown', { row: 15, column: 2 }],
    ['x', null],
  ])('follows %s', (key, cell) => {
    expect(cellFrom(wide, { row: 3, column: 2 }, key)).toEqual(cell);
  });

  it('stays inside', () => {
    expect(cellFrom(wide, { row: 0, column: 11 }, 'ArrowUp')).toEqual({ row: 0, column: 11 });
    expect(cellFrom(wide, { row: 0, column: 11 }, 'ArrowRight')).toEqual({ row: 0, column: 11 });
  });
});

describe('curvesOf', () => {
  const last = (path: string) => path.split(/[ ,]/).slice(-2).map(Number);

  it('ends at the numbers of the row and of the column as a row', () => {
    const [toRow, toAside] = curvesOf(wide, { row: 2, column: 7 });
    expect(last(toRow)).toEqual([wide.rows.number + 8, wide.top + 2.5 * wide.cell]);
    expect(last(toAside)).toEqual([wide.aside.number - 9, wide.aside.top + 7.5 * wide.aside.pitch]);
  });

  it('runs down the gutter where the columns as rows are below', () => {
    const [, toAside] = curvesOf(narrow, { row: 2, column: 7 });
    expect(last(toAside)).toEqual([narrow.aside.number - 9, narrow.aside.top + 7.5 * narrow.aside.pitch]);
    expect(toAside).toContain('V');
  });
});
