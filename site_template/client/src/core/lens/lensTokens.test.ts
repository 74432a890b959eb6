import { beforeAll, describe, expect, it } from 'vitest';

import { goldenLens, type GoldenLens } from './lensFixtures';
import { markedClusters, memberships, pinnedTokens, pointedMembership, type MembershipOf } from './lensTokens';
import type { TokenClusters } from '../payload';

const counts = (values: number[]) => ({ shape: [3, 2], values: Uint8Array.from(values) });
const tokens: TokenClusters = {
  heads: [0, 1, 2],
  query: counts([0, 0, 1, 2, 0, 0]),
  key: counts([0, 0, 2, 0, 0, 0]),
  value: counts([0, 0, 0, 1, 0, 0]),
};
let golden: GoldenLens;
let self: MembershipOf;
let cross: MembershipOf;

beforeAll(async () => {
  golden = await goldenLens();
  self = memberships(tokens, golden.layer, 1, true);
  cross = memberships(tokens, golden.layer, 1, false);
});

describe('memberships', () => {
  it('gives all three clusters of a token in self-attention, on either side', () => {
    expect(self({ side: 'query', token: 1 })).toEqual({ query: 2, key: 0, value: 1 });
    expect(self({ side: 'key', token: 1 })).toEqual({ query: 2, key: 0, value: 1 });
  });

  it('gives only those of its side where sides differ', () => {
    expect(cross({ side: 'query', token: 0 })).toEqual({ query: 1, key: null, value: null });
    expect(cross({ side: 'key', token: 0 })).toEqual({ query: null, key: 2, value: 0 });
  });

  it('knows nothing of a token past the end, or of another head', () => {
    expect(self({ side: 'query', token: 5 })).toEqual({ query: null, key: null, value: null });
    const other = memberships({ ...tokens, heads: [0] }, golden.layer, 1, true);
    expect(other({ side: 'query', token: 0 }).query).toBeNull();
  });
});

describe('pinnedTokens', () => {
  it('takes a token once where both sides are one text', () => {
    expect(pinnedTokens([1, 2], [2, 3], true)).toEqual([
      { side: 'query', token: 1 },
      { side: 'query', token: 2 },
      { side: 'key', token: 3 },
    ]);
  });

  it('keeps both sides apart otherwise', () => {
    expect(pinnedTokens([2], [2], false)).toHaveLength(2);
  });
});

it('markedClusters unites the clusters of tokens', () => {
  const marked = markedClusters([self({ side: 'query', token: 0 }), cross({ side: 'query', token: 1 })]);
  expect([[...marked.query], [...marked.key], [...marked.value]]).toEqual([[1, 2], [2], [0]]);
});

describe('pointedMembership', () => {
  it('of a pair is the query of its row, the key and value of its column', () => {
    expect(pointedMembership(self, 0, 1)).toEqual({ query: 1, key: 0, value: 1 });
  });

  it('of a token alone is all that it has', () => {
    expect(pointedMembership(self, null, 1)).toEqual({ query: 2, key: 0, value: 1 });
    expect(pointedMembership(cross, 1, null)).toEqual({ query: 2, key: null, value: null });
  });

  it('of nothing is nothing', () => {
    expect(pointedMembership(self, null, null)).toBeNull();
  });
});
