/** The tree of a clustering: the order of its leaves, where its joints lie, and its piles at a cut. */

import type { Linkage } from '../payload';

export type Merges = Linkage['merges'];

/** Two clusters joined. Places count leaves from 0 along the tree, heights are distances. */
export interface Joint {
  left: number;
  right: number;
  /** Heights at which the two sides begin: 0 for leaves. */
  leftFrom: number;
  rightFrom: number;
  height: number;
  /** Leaves under it. */
  size: number;
}

export interface Tree {
  /** Leaves from first to last, so that no branches cross. */
  leaves: readonly number[];
  /** In the order of the merges, from the lowest. */
  joints: readonly Joint[];
  /** Height of the last joint; 0 without any. */
  height: number;
}

interface Cluster {
  leaves: readonly number[];
  place: number;
  height: number;
}

/** @param merges Two clusters each (leaves first, then earlier merges), and their distance, lowest first. */
export function treeOf(merges: Merges, nLeaves: number): Tree {
  const leaves = nLeaves < 2 ? range(nLeaves) : leavesUnder(merges, nLeaves, nLeaves + merges.length - 1);
  const placeOf = new Map(leaves.map((leaf, place) => [leaf, place]));
  const clusters: Cluster[] = range(nLeaves).map((leaf) => ({
    leaves: [leaf],
    place: placeOf.get(leaf) ?? 0,
    height: 0,
  }));
  const joints = merges.flatMap(([a, b, height]) => {
    const [left, right] = [clusters[a], clusters[b]].sort((x, y) => (x?.place ?? 0) - (y?.place ?? 0));
    if (!left || !right) return [];
    const members = [...left.leaves, ...right.leaves];
    clusters.push({ leaves: members, place: (left.place + right.place) / 2, height });
    return [
      {
        left: left.place,
        right: right.place,
        leftFrom: left.height,
        rightFrom: right.height,
        height,
        size: members.length,
      },
    ];
  });
  return { leaves, joints, height: joints.at(-1)?.height ?? 0 };
}

/** Smaller first numbers go first, so that the order does not depend on how ties were broken. */
function leavesUnder(merges: Merges, nLeaves: number, cluster: number): number[] {
  const merge = merges[cluster - nLeaves];
  if (cluster < nLeaves || !merge) return [cluster];
  const sides = [leavesUnder(merges, nLeaves, merge[0]), leavesUnder(merges, nLeaves, merge[1])];
  return sides.sort((a, b) => Math.min(...a) - Math.min(...b)).flat();
}

/**
 * The piles left when no merge above `distance` is made: lists of leaves in the order of the tree.
 */
export function cutTree(merges: Merges, { leaves }: Pick<Tree, 'leaves'>, distance: number): number[][] {
  const parents = new Map<number, number>();
  merges.forEach(([a, b, height], at) => {
    if (height > distance) return;
    parents.set(a, leaves.length + at);
    parents.set(b, leaves.length + at);
  });
  const rootOf = (cluster: number): number => {
    const parent = parents.get(cluster);
    return parent === undefined ? cluster : rootOf(parent);
  };
  const piles = new Map<number, number[]>();
  for (const leaf of leaves) piles.set(rootOf(leaf), [...(piles.get(rootOf(leaf)) ?? []), leaf]);
  return [...piles.values()];
}

/**
 * Where a tree is cut before the reader moves the cut: into as many piles as the root of the number of its leaves. A
 * share of the height, in the middle between two joints.
 */
export function usualCut({ leaves, joints, height }: Tree): number {
  const kept = leaves.length - Math.ceil(Math.sqrt(leaves.length));
  if (height === 0) return 0;
  const [below, above] = [joints[kept - 1]?.height ?? 0, joints[kept]?.height ?? height];
  return Math.round((500 * (below + above)) / height) / 1000;
}

/** Shares of the height at which the number of piles changes, ascending: the stops of a keyboard. */
export function cutStops({ joints, height }: Tree): number[] {
  return height === 0 ? [] : [...new Set(joints.map((joint) => joint.height / height))].sort((a, b) => a - b);
}

function range(length: number): number[] {
  return Array.from({ length }, (_, at) => at);
}
