import { beforeAll, describe, expect, it } from 'vitest';

import { groupingOf, hasRelations, headLens, largestAt, rowShares, valueAt, type Cluster, type HeadLens } from './lens';
import { goldenLens, type GoldenLens } from './lensFixtures';

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
let golden: GoldenLens;
let lens: HeadLens;
let all: Cluster[];

beforeAll(async () => {
  golden = await goldenLens();
  lens = golden.lens;
  all = [...lens.query, ...lens.key, ...lens.value];
});

describe('headLens', () => {
  it('orders clusters by size, the largest first', () => {
    for (const clusters of [lens.query, lens.key, lens.value]) {
      const sizes = clusters.map(({ size }) => size);
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    }
  });

  it('has every sampled vector in one cluster of each role', () => {
    const { n_sampled: sampled } = lens.querySide.sequence;
    for (const clusters of [lens.query, lens.key, lens.value])
      expect(sum(clusters.map(({ size }) => size))).toBe(sampled);
  });

  it('gives shares that sum to 1', () => {
    for (const { classes, relations, deciles, places } of all) {
      for (const shares of [classes, relations ?? [], deciles, places]) expect(sum(shares)).toBeCloseTo(1, 9);
    }
    expect(sum(lens.query.map(({ share }) => share))).toBeCloseTo(1);
  });

  it('counts words no more often than the cluster has vectors, the most frequent first', () => {
    for (const { frequent, size } of all) {
      const counts = frequent.map(({ count }) => count);
      expect(counts).toEqual(counts.toSorted((a, b) => b - a));
      expect(sum(counts)).toBeLessThanOrEqual(size);
    }
  });

  it('lists only words that are more frequent than elsewhere as distinctive', () => {
    const scores = all.flatMap(({ distinctive }) => distinctive.map(({ score }) => score ?? 0));
    expect(scores.length).toBeGreaterThan(0);
    expect(scores.every((score) => score > 0)).toBe(true);
  });

  it('writes as many tokens of each key cluster as it holds', () => {
    for (const { number, size } of lens.key) {
      expect(sum(lens.value.map((value) => valueAt(lens.written, number, value.number)))).toBe(size);
    }
  });

  it('orders every cluster once', () => {
    expect(lens.queryOrder.toSorted((a, b) => a - b)).toEqual(lens.query.map(({ number }) => number));
    expect(lens.keyOrder.toSorted((a, b) => a - b)).toEqual(lens.key.map(({ number }) => number));
  });

  it('agrees with the sketch of the head', () => {
    const sketch = golden.index.index.heads.find(({ layer, head }) => layer === 1 && head === 1);
    const product = valueAt(lens.similarity, sketch?.query.cluster ?? -1, sketch?.key.cluster ?? -1);
    expect(product).toBeCloseTo(sketch?.similarity ?? NaN, 2);
    expect(product * lens.scaling).toBeCloseTo(sketch?.scaled ?? NaN, 2);
  });

  it('has nothing of a head that the lens lacks', () => {
    expect(headLens(golden.index, golden.layer, 99)).toBeNull();
  });
});

describe('groupingOf', () => {
  it.each(['classes', 'relations'] as const)('gives %s as they are asked for', (name) => {
    const { classes, sharesOf, ...rest } = groupingOf(lens, 'key', name === 'classes' ? 'speech' : name);
    expect(rest.name).toBe(name);
    expect(lens.key.map((cluster) => sharesOf(cluster).length)).toEqual(lens.key.map(() => classes.length));
  });

  it('gives classes where there was no parser', () => {
    const without = lens.key.map((cluster) => ({ ...cluster, relations: null }));
    expect(groupingOf({ ...lens, key: without }, 'key', 'relations').name).toBe('classes');
    expect(hasRelations({ ...lens, key: without })).toBe(true);
    expect(hasRelations({ ...lens, key: without, query: [] })).toBe(false);
  });
});

describe('largestAt', () => {
  const matrix = { nRows: 2, nColumns: 3, values: Float64Array.of(1, 5, 2, 9, 0, 9) };

  it.each([
    [undefined, [1, 0]],
    [0, [0, 1]],
    [1, [1, 0]],
  ])('in row %s is at %j', (row, place) => {
    expect(largestAt(matrix, row)).toEqual(place);
  });
});

it('rowShares divides each row by its sum, and leaves an empty one', () => {
  const { values } = rowShares({ nRows: 2, nColumns: 2, values: Float64Array.of(1, 3, 0, 0) });
  expect([...values]).toEqual([0.25, 0.75, 0, 0]);
});
