import { describe, expect, it } from 'vitest';

import {
  attentionFrom,
  attentionTo,
  focusOf,
  isEmpty,
  meanOverHeads,
  pinnedUnits,
  shownShares,
  togglePin,
} from './focus';
import { unitOf, weightsOf } from './testing';

const WEIGHTS = weightsOf([
  [
    [0.5, 0.5],
    [0.25, 0.75],
  ],
  [
    [1, 0],
    [0, 0.5],
  ],
]);

describe('focusOf', () => {
  it.each([
    ['nothing', null, [], [], { queries: [], keys: [] }],
    ['the pins', null, [1], [2], { queries: [1], keys: [2] }],
    [
      'the row pointed at instead of the pins of its side',
      { side: 'query', unit: 4 },
      [1],
      [2],
      { queries: [4], keys: [2] },
    ],
    [
      'the row pointed at beside the pins of the other side',
      { side: 'key', unit: 4 },
      [1],
      [],
      { queries: [1], keys: [4] },
    ],
  ] as const)('is %s', (_, hover, queries, keys, expected) => {
    expect(focusOf(hover, queries, keys)).toEqual(expected);
  });

  it('is empty without pointer and pins', () => {
    expect(isEmpty(focusOf(null, [], []))).toBe(true);
    expect(isEmpty(focusOf(null, [], [0]))).toBe(false);
  });
});

describe('pins', () => {
  const units = [unitOf([0]), unitOf([1, 2]), unitOf([3])];

  it('finds the rows of pinned tokens', () => {
    expect(pinnedUnits(units, [2, 3])).toEqual([1, 2]);
  });

  it.each([
    [[], [1, 2]],
    [[0], [0, 1, 2]],
    [[0, 1, 2], [0]],
    [[2], []],
  ])('toggles a word of two pieces over %j', (pinned, expected) => {
    expect(togglePin(pinned, unitOf([1, 2]))).toEqual(expected);
  });
});

describe('sums', () => {
  it('adds up what queries give to each key', () => {
    expect([...attentionFrom(WEIGHTS, [0, 1], [0, 1])]).toEqual([0.75, 1.25, 1, 0.5]);
  });

  it('adds up what each query gives to keys', () => {
    expect([...attentionTo(WEIGHTS, [1], [0, 1])]).toEqual([1, 0.5]);
  });

  it('averages over the heads', () => {
    expect([...meanOverHeads(Float32Array.of(1, 0.5, 0, 0.25), 2)]).toEqual([0.5, 0.375]);
    expect([...meanOverHeads(new Float32Array(0), 0)]).toEqual([]);
  });

  it('tells the share that is shown of each head', () => {
    expect([...shownShares(WEIGHTS)]).toEqual([1, 0.75]);
  });
});
