import { describe, expect, it } from 'vitest';

import { cutStops, cutTree, treeOf, usualCut, type Merges } from './dendrogram';

/** Heads 0 and 3 are alike, then 1 and 2, then 4 joins the first two, then all. */
const merges: Merges = [
  [0, 3, 1, 2],
  [1, 2, 2, 2],
  [4, 5, 3, 3],
  [6, 7, 8, 5],
];
const tree = treeOf(merges, 5);

describe('treeOf', () => {
  it('orders leaves so that no branches cross', () => {
    expect(tree.leaves).toEqual([0, 3, 4, 1, 2]);
  });

  it('joins two sides in the middle, each from its own height', () => {
    expect(tree.joints.at(-1)).toEqual({ left: 1.25, right: 3.5, leftFrom: 3, rightFrom: 2, height: 8, size: 5 });
  });

  it.each([
    [0, []],
    [1, [0]],
  ])('has no joints for %i heads', (count, leaves) => {
    expect(treeOf([], count)).toEqual({ leaves, joints: [], height: 0 });
  });
});

describe('cutTree', () => {
  it.each([
    [0, [[0], [3], [4], [1], [2]]],
    [1, [[0, 3], [4], [1], [2]]],
    [2.5, [[0, 3], [4], [1, 2]]],
    [
      3,
      [
        [0, 3, 4],
        [1, 2],
      ],
    ],
    [8, [[0, 3, 4, 1, 2]]],
  ])('leaves, at a distance of %f, the piles %j', (distance, piles) => {
    expect(cutTree(merges, tree, distance)).toEqual(piles);
  });

  it('keeps equal heads together at any distance', () => {
    expect(cutTree([[0, 1, 0, 2]], treeOf([[0, 1, 0, 2]], 2), 0)).toEqual([[0, 1]]);
  });
});

describe('usualCut', () => {
  it('leaves about as many piles as the root of the number of heads', () => {
    expect(cutTree(merges, tree, usualCut(tree) * tree.height)).toHaveLength(3);
  });

  it.each([0, 1, 2])('is at the bottom of a tree without height, of %i heads', (count) => {
    expect(usualCut(treeOf(count === 2 ? [[0, 1, 0, 2]] : [], count))).toBe(0);
  });
});

describe('cutStops', () => {
  it('is where the number of piles changes', () => {
    expect(cutStops(tree)).toEqual([1 / 8, 2 / 8, 3 / 8, 1]);
  });
});
