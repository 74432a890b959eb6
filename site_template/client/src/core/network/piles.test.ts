import { describe, expect, it } from 'vitest';

import { meanOver, meanSpread, pileOf } from './piles';
import { weightsOf } from '../testing';

const weights = weightsOf([[[1, 0]], [[0, 1]], [[0.5, 0.5]]]);

describe('meanOver', () => {
  it('averages cell by cell', () => {
    expect([...meanOver(weights, [0, 2]).values]).toEqual([0.75, 0.25]);
  });

  it('is 0 over no heads', () => {
    expect([...meanOver(weights, []).values]).toEqual([0, 0]);
  });
});

describe('pileOf', () => {
  it('has the standard deviation of its heads and their widest range', () => {
    const pile = pileOf(weights, [0, 1]);
    expect([[...pile.mean.values], [...pile.spread.values], pile.widest]).toEqual([[0.5, 0.5], [0.5, 0.5], 1]);
    expect(meanSpread(pile)).toBe(0.5);
  });

  it('has no spread with a single head', () => {
    const { spread, widest } = pileOf(weights, [2]);
    expect([[...spread.values], widest]).toEqual([[0, 0], 0]);
  });
});
