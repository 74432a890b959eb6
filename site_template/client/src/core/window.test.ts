import { describe, expect, it } from 'vitest';

import { scrollToShow, visibleSlice } from './window';

describe('visibleSlice', () => {
  it.each([
    [0, 500, 50, 10_000, 0, 18],
    [5000, 500, 50, 10_000, 92, 118],
    [499_500, 500, 50, 10_000, 9982, 10_000],
    [0, 500, 50, 3, 0, 3],
    [0, 500, 50, 0, 0, 0],
    [9000, 500, 50, 3, 3, 3],
  ])('scrolled to %d of a height of %d, lines of %d, %d of them', (scrollTop, height, line, count, start, end) => {
    expect(visibleSlice(scrollTop, height, line, count)).toEqual({ start, end });
  });
});

describe('scrollToShow', () => {
  it.each([
    [3, 0, 0],
    [10, 0, 50],
    [3, 400, 150],
    [12, 200, 200],
  ])('line %d from %d goes to %d', (line, scrollTop, expected) => {
    expect(scrollToShow(line, scrollTop, 500, 50)).toBe(expected);
  });
});
