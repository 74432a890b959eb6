import { describe, expect, it } from 'vitest';

import { tokensOf } from './corpusTesting';
import { clusteredOrder, similarityAmong } from './similarity';

const source = (group: number, heads: readonly number[]) => ({ tokens: tokensOf(), group, heads });
const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 4) as number);

describe('similarityAmong', () => {
  it('is a matrix in the order of the heads', () => {
    const values = similarityAmong('fuji', source(0, [2, 0]), null);
    expect(Array.from(values)).toEqual(near([1, 0.2, 0.2, 1]));
  });

  it('subtracts another group', () => {
    const values = similarityAmong('fuji', source(0, [0, 1]), source(1, [0, 1]));
    expect(Array.from(values)).toEqual(near([0, 0.4, 0.4, 0]));
  });

  it.each([
    ['jaccard', 1],
    ['pearson', -0.5],
  ] as const)('reads %s', (measure, value) => {
    expect(similarityAmong(measure, source(0, [1]), null)[0]).toBeCloseTo(value, 4);
  });

  it('is nothing without numbers', () => {
    expect(similarityAmong('fuji', null, null)).toHaveLength(0);
  });
});

describe('clusteredOrder', () => {
  it('is that of the group', () => {
    const { scores } = tokensOf();
    expect([clusteredOrder(scores, 0), clusteredOrder(scores, 1)]).toEqual([
      [1, 0, 2],
      [2, 0, 1],
    ]);
  });
});
