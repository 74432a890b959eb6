import { describe, expect, it } from 'vitest';

import { headDistance, sidesOf } from './sides';
import { layerOf } from './testing';

const SELF = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
];
const PREVIOUS = [
  [255, 0, 0],
  [255, 0, 0],
  [0, 255, 0],
];
const codes = layerOf([SELF, PREVIOUS]);

describe('sidesOf', () => {
  it.each([
    [0, { previous: 0, self: 3, next: 0 }],
    [1, { previous: 2, self: 1, next: 0 }],
  ])('sums what head %i gives to either side', (head, sides) => {
    expect(sidesOf(codes, head)).toEqual(sides);
  });
});

describe('headDistance', () => {
  it('is 0 from a head to itself', () => {
    expect(headDistance(codes, 1, codes, 1, true)).toBe(0);
  });

  it.each([
    [false, Math.sqrt(4)],
    [true, Math.sqrt(4 + 4 + 4)],
  ])('counts the sums over sides only for self-attention: %s', (isSelf, distance) => {
    expect(headDistance(codes, 0, codes, 1, isSelf)).toBeCloseTo(distance, 6);
  });
});
