import { describe, expect, it } from 'vitest';

import { headsInScope, placesAmong, scopeName } from './heads';

const HEADS = [
  [0, 0],
  [0, 1],
  [2, 0],
] as const;

describe('headsInScope', () => {
  it.each([
    ['head', 0, 1, [1], 'in L0 · H1'],
    ['head', 0, null, [0, 1], 'over the heads of L0'],
    ['layer', 2, 0, [2], 'over the heads of L2'],
    ['all', 2, 0, [0, 1, 2], 'over all heads'],
    ['head', 1, 0, [], 'in L1 · H0'],
  ] as const)('takes %s at layer %d, head %s', (headScope, layer, head, places, name) => {
    expect(headsInScope(HEADS, { headScope, layer, head })).toEqual(places);
    expect(scopeName({ headScope, layer, head })).toBe(name);
  });
});

describe('placesAmong', () => {
  it('finds heads by layer and number', () => {
    expect(placesAmong(HEADS, [HEADS[2], HEADS[0]])).toEqual([1, -1, 0]);
  });
});
