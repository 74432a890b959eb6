import { describe, expect, it } from 'vitest';

import { enlarge, level, poolMax, strongestOf } from './pool';
import { randoms, weightsOf } from './testing';

describe('level', () => {
  it.each([
    [0, 0],
    [0.25, 128],
    [1, 255],
    [1.01, 255],
  ])('of weight %d is %i', (weight, index) => {
    expect(level(weight)).toBe(index);
  });
});

describe('poolMax', () => {
  it('keeps a single strong link', () => {
    const rows = Array.from({ length: 8 }, (_, q) => Array.from({ length: 8 }, (_, k) => (q === 5 && k === 2 ? 1 : 0)));
    const pooled = poolMax(weightsOf([rows]), 0, 2, 2);
    expect([...pooled]).toEqual([0, 0, 255, 0]);
  });

  it('copies a grid of the same size', () => {
    expect([...poolMax(weightsOf([[[0, 1]], [[0.25, 0]]]), 1, 1, 2)]).toEqual([128, 0]);
  });

  it('agrees with a slow version where the sizes do not divide', () => {
    const random = randoms(5);
    const rows = Array.from({ length: 7 }, () => Array.from({ length: 5 }, () => random()));
    const expected = Array.from({ length: 3 * 2 }, (_, cell) => {
      const values = rows.flatMap((row, q) =>
        row.filter((_, k) => Math.floor((q * 3) / 7) * 2 + Math.floor((k * 2) / 5) === cell),
      );
      return level(Math.max(...values));
    });
    expect([...poolMax(weightsOf([rows]), 0, 3, 2)]).toEqual(expected);
  });
});

describe('enlarge', () => {
  it('repeats cells, as evenly as pixels allow', () => {
    expect([...enlarge(Uint8Array.of(1, 2), 1, 2, 3)]).toEqual([1, 1, 2, 1, 1, 2, 1, 1, 2]);
  });
});

describe('strongestOf', () => {
  it('finds the largest weight of a head', () => {
    const weights = weightsOf([[[1, 0]], [[0.25, 0.75]]]);
    expect(strongestOf(weights, 1)).toEqual({ query: 0, key: 1, weight: 0.75 });
  });

  it('is null where everything is hidden', () => {
    expect(strongestOf(weightsOf([[[0, 0]]]), 0)).toBeNull();
  });
});
