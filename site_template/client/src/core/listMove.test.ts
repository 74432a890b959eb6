import { describe, expect, it } from 'vitest';

import { listMove } from './listMove';

describe('listMove', () => {
  it.each([
    ['ArrowDown', 3, false, 4],
    ['ArrowUp', 0, false, 0],
    ['ArrowRight', 3, false, undefined],
    ['ArrowRight', 3, true, 4],
    ['ArrowDown', 3, true, undefined],
    ['PageDown', 15, false, 19],
    ['Home', 15, true, 0],
    ['End', 0, true, 19],
  ])('by %s from %d, across %s, leads to %s', (key, cursor, isRow, expected) => {
    expect(listMove(key, cursor, 20, isRow)).toBe(expected);
  });
});
