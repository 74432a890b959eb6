import { describe, expect, it } from 'vitest';

import { differenceLines, largest, movedShare, signedCells, signedThumbnail, subtract } from './difference';
import { unitOf, weightsOf } from './testing';

const first = weightsOf([
  [
    [1, 0],
    [0.5, 0.5],
  ],
  [
    [0, 1],
    [1, 0],
  ],
]);
const second = weightsOf([
  [
    [0.25, 0.75],
    [0.5, 0.5],
  ],
]);

describe('subtract', () => {
  const difference = subtract(3, first, second);

  it('takes the second model from the first, of the heads that both have', () => {
    expect(difference).toMatchObject({ layer: 3, heads: [0], nQuery: 2, nKey: 2 });
    expect([...difference.values]).toEqual([0.75, -0.75, 0, 0]);
  });

  it('is all 0 for the same model twice', () => {
    const none = subtract(0, first, first);
    expect(largest([none])).toBe(0);
    expect([0, 1].map((head) => movedShare(none, head))).toEqual([0, 0]);
    expect(new Set(signedCells(none, 0, 2, 2, 0))).toEqual(new Set([128]));
  });

  it('has a domain, and says how much attention moved', () => {
    expect(largest([difference, subtract(0, first, first)])).toBe(0.75);
    // One query of two moved three quarters of its attention.
    expect(movedShare(difference, 0)).toBe(0.375);
  });
});

describe('pictures', () => {
  const difference = subtract(0, first, second);

  it('are blue where the first gives more, orange where the second does', () => {
    expect([...signedCells(difference, 0, 2, 2, 0.75)]).toEqual([255, 1, 128, 128]);
  });

  it('keep the largest magnitude of what shares a cell, with its sign', () => {
    const wide = weightsOf([[[0.1, -0.4, 0.2, 0]]]);
    expect([...signedCells(wide, 0, 1, 2, 0.4)]).toEqual([1, 192]);
  });

  it('fill a thumbnail', () => {
    expect(signedThumbnail(difference, 0, 4, 0.75)).toHaveLength(16);
  });
});

it('the file holds every difference but 0', () => {
  const units = [unitOf([0], 'a'), unitOf([1], 'b')];
  const lines = [...differenceLines([subtract(2, first, second)], units, units)].join('').split('\r\n');
  expect(lines.slice(1, 3)).toEqual(['2,0,0,a,0,a,0.75', '2,0,0,a,1,b,-0.75']);
  expect(lines).toHaveLength(4);
});
