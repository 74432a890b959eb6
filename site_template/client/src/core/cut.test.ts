import { describe, expect, it } from 'vitest';

import { boundsOf, cutOf, isWhole, lengthOf, LONGEST, partAround, placeOf, placesOf, SHOWN, tokensAt } from './cut';

describe('cutOf', () => {
  it.each([0, 700, null])(
    'shows a sequence of the greatest length as a whole, whatever part is asked for: %j',
    (part) => {
      expect(isWhole(cutOf(LONGEST, part))).toBe(true);
    },
  );

  it.each([
    [0, 0],
    [100, 100],
    [9999, 2048 - SHOWN],
  ])('shows as many tokens as there is room for, from %j', (part, start) => {
    expect(cutOf(2048, part)).toEqual({ total: 2048, start, end: start + SHOWN, block: 1 });
  });

  it.each([513, 2047, 2048, 2049])('puts all %j tokens into blocks, the last of which may be smaller', (total) => {
    const cut = cutOf(total, null);
    const bounds = Array.from({ length: lengthOf(cut) }, (_, place) => boundsOf(cut, place));
    expect(bounds.length).toBeLessThanOrEqual(SHOWN);
    expect(bounds.flatMap(([from, to]) => Array.from({ length: to - from }, (_, at) => from + at))).toEqual(
      Array.from({ length: total }, (_, token) => token),
    );
  });
});

describe('places', () => {
  const blocks = { total: 10, start: 0, end: 10, block: 4 };
  const window = { total: 10, start: 3, end: 6, block: 1 };

  it.each([
    [blocks, [0, 3, 4, 9], [0, 0, 1, 2]],
    [window, [2, 3, 5, 6], [-1, 0, 2, -1]],
  ])('are where tokens are shown: %j', (cut, tokens, places) => {
    expect(tokens.map((token) => placeOf(cut, token))).toEqual(places);
  });

  it('lead back to the tokens', () => {
    expect(placesOf(blocks, [1, 2, 9])).toEqual([0, 2]);
    expect(tokensAt(blocks, [0, 2])).toEqual([0, 1, 2, 3, 8, 9]);
    expect(tokensAt(window, placesOf(window, [0, 4]))).toEqual([4]);
  });
});

describe('partAround', () => {
  it.each([undefined, 0, SHOWN - 1])('begins at the beginning where %j is in sight of it', (token) => {
    expect(partAround(token)).toBe(0);
  });

  it('puts another token into the middle', () => {
    expect(placeOf(cutOf(2048, partAround(1000)), 1000)).toBe(SHOWN / 2);
  });
});
