import { describe, expect, it } from 'vitest';

import { columnX, crossingAt, crossingFrom, heatLayout, rowY, wholeSize } from './heatLayout';

const ROOM = { width: 600, height: 600, label: 100 };
const STILL = { x: 0, y: 0 };

describe('heatLayout', () => {
  it.each([
    [5, 28],
    [50, 10],
    [1000, 0.5],
  ])('fits %i tokens with cells of %d', (count, cell) => {
    const layout = heatLayout(count, count, ROOM, false, STILL);
    expect(layout.cell).toBe(cell);
    expect(wholeSize(layout)).toEqual({ width: layout.width, height: layout.height });
  });

  it('scrolls cells that are large enough for their labels, no further than to the end', () => {
    const layout = heatLayout(100, 100, ROOM, true, { x: 9999, y: 10 });
    expect(layout).toMatchObject({ cell: 13, width: 600, scrollX: 100 + 1300 - 600, scrollY: 10 });
  });

  it('leaves no room for labels where there are none', () => {
    expect(heatLayout(10, 10, { ...ROOM, label: 0 }, false, STILL)).toMatchObject({ left: 0, top: 0 });
  });

  it('admits sequences of different lengths', () => {
    expect(heatLayout(10, 50, ROOM, false, STILL)).toMatchObject({ cell: 10, width: 600, height: 200 });
  });
});

describe('crossingAt', () => {
  const layout = heatLayout(50, 50, ROOM, false, STILL);

  it.each([
    [105, 105, { query: 0, key: 0 }],
    [599, 100, { query: 0, key: 49 }],
    [50, 125, { query: 2, key: null }],
    [125, 50, { query: null, key: 2 }],
    [50, 50, null],
    [700, 105, null],
  ])('at (%d, %d) is %j', (x, y, expected) => {
    expect(crossingAt(layout, x, y)).toEqual(expected);
  });

  it('follows the scrolling', () => {
    const scrolled = heatLayout(100, 100, ROOM, true, { x: 130, y: 0 });
    expect(crossingAt(scrolled, 101, 101)).toEqual({ query: 0, key: 10 });
    expect(columnX(scrolled, 10)).toBe(100);
    expect(rowY(scrolled, 1)).toBe(113);
  });
});

describe('crossingFrom', () => {
  const layout = heatLayout(20, 30, ROOM, false, STILL);
  const from = { query: 5, key: 5 };

  it.each([
    ['ArrowUp', { query: 4, key: 5 }],
    ['ArrowRight', { query: 5, key: 6 }],
    ['PageDown', { query: 15, key: 5 }],
    ['End', { query: 5, key: 29 }],
    ['a', null],
  ])('follows %s', (pressed, expected) => {
    expect(crossingFrom(layout, from, pressed)).toEqual(expected);
  });

  it('stops at the edges', () => {
    expect(crossingFrom(layout, { query: 0, key: 0 }, 'ArrowLeft')).toEqual({ query: 0, key: 0 });
  });
});
