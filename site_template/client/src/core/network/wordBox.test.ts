import { describe, expect, it } from 'vitest';

import { barAt, barPlaces } from './wordBox';

const BOX = { x: 100, width: 68 };

describe('barAt', () => {
  it('is the inverse of barPlaces', () => {
    const { left, step } = barPlaces(BOX, 12);
    for (let head = 0; head < 12; head++) expect(barAt(BOX, 12, left + (head + 0.5) * step)).toBe(head);
  });

  it.each([
    [0, 0],
    [1000, 11],
  ])('at %d is the nearest, %i', (x, head) => {
    expect(barAt(BOX, 12, x)).toBe(head);
  });
});
