import { describe, expect, it } from 'vitest';

import { boxOf, layRows, linesBetween, placeAt, placeFrom, type RowPlace } from './rowLayout';

const sizes = { width: 100, gutter: 20, token: 20, row: 10, gap: 5 };
const whole = [{ name: null, start: 0, end: 5 }];
const layout = layRows([30, 30, 30, 40, 200], whole, [[0, 1]], sizes);

describe('layRows', () => {
  it('wraps units that find no room, and cuts those that are wider than a line', () => {
    expect(layout.lines.map(({ start, end, top }) => [start, end, top])).toEqual([
      [0, 2, 0],
      [2, 4, 45],
      [4, 5, 90],
    ]);
    expect(Array.from(layout.left)).toEqual([20, 50, 20, 50, 20]);
    expect(Array.from(layout.widths)).toEqual([30, 30, 30, 40, 80]);
    expect(layout.height).toBe(135);
  });

  it('starts a line with every block, each with its rows', () => {
    const blocks = [
      { name: 'a', start: 0, end: 1 },
      { name: 'b', start: 1, end: 2 },
    ];
    const { lines } = layRows([30, 30], blocks, [[0], [1, 2]], sizes);
    expect(lines.map(({ start, rows, height }) => [start, rows, height])).toEqual([
      [0, [0], 35],
      [1, [1, 2], 45],
    ]);
  });

  it('has no lines without units', () => {
    expect(layRows([], [{ name: null, start: 0, end: 0 }], [[0]], sizes).lines).toEqual([]);
  });
});

describe('placeAt', () => {
  it.each<[string, number, number, RowPlace | null]>([
    ['the label of a token', 55, 5, { unit: 1, row: null }],
    ['a cell', 55, 25, { unit: 1, row: 0 }],
    ['a cell of the second line', 25, 45 + 32, { unit: 2, row: 1 }],
    ['the name of a row', 5, 35, { unit: null, row: 1 }],
    ['the space below a line', 55, 42, null],
    ['the space after a line', 95, 25, null],
    ['the corner of a line', 5, 5, null],
    ['the space below all', 55, 500, null],
  ])('finds %s', (_, x, y, place) => {
    expect(placeAt(layout, x, y)).toEqual(place);
  });

  it.each([0, 1, 2, 3, 4])('finds unit %i in the middle of its box', (unit) => {
    const { x, y, width, height } = boxOf(layout, unit, 1);
    expect(placeAt(layout, x + width / 2, y + height / 2)).toEqual({ unit, row: 1 });
  });
});

describe('placeFrom', () => {
  it.each<[string, RowPlace]>([
    ['ArrowRight', { unit: 3, row: 1 }],
    ['ArrowLeft', { unit: 1, row: 1 }],
    ['ArrowUp', { unit: 2, row: 0 }],
    ['ArrowDown', { unit: 2, row: 1 }],
    ['End', { unit: 3, row: 1 }],
    ['PageUp', { unit: 0, row: 1 }],
    ['PageDown', { unit: 4, row: 1 }],
  ])('goes with %s from the second row of unit 2', (key, place) => {
    expect(placeFrom(layout, 2, 1, key)).toEqual(place);
  });

  it('goes from the first row to the token, and back', () => {
    expect(placeFrom(layout, 2, 0, 'ArrowUp')).toEqual({ unit: 2, row: null });
    expect(placeFrom(layout, 2, null, 'ArrowDown')).toEqual({ unit: 2, row: 0 });
  });

  it('knows no other keys', () => {
    expect(placeFrom(layout, 2, 0, 'x')).toBeUndefined();
  });
});

it('draws the lines in sight only', () => {
  expect(linesBetween(layout, 50, 80).map(({ start }) => start)).toEqual([2]);
  expect(linesBetween(layout, 40, 91)).toHaveLength(3);
});
