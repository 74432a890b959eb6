import { describe, expect, it } from 'vitest';

import { byDifference, classGains, headGains, headsSummed, movedDocuments, movedHeads } from './moved';
import { COMPARISON } from './samplesTesting';

const means = (rows: 'all' | 'root', documents: ReadonlySet<number> | null) =>
  movedHeads(COMPARISON, rows, documents).map(({ mean }) => Number(mean.toFixed(6)));

describe('movedHeads', () => {
  it('is the mean over the documents', () => {
    expect(means('all', null)).toEqual([0.2, 0.1, 0.1, 0.2]);
    expect(means('root', null)).toEqual([0.1, 0, 0, 0.3]);
  });

  it('is of the documents that are left', () => {
    expect(means('all', new Set([5, 7]))).toEqual([0.5, 0.1, 0, 0.2]);
    expect(means('all', new Set([1]))).toEqual([0, 0, 0, 0]);
  });

  it('names the heads', () => {
    expect(movedHeads(COMPARISON, 'all', null)[3]).toMatchObject({ kind: 'encoder', layer: 1, head: 1 });
  });
});

describe('movedDocuments', () => {
  it('have at most the sum over the heads that have such a distance', () => {
    const heads = COMPARISON.parts.map(({ payload, rootMoved }) => [
      payload.heads.length,
      rootMoved ? payload.heads.length : 0,
    ]);
    const sum = (at: 0 | 1) => heads.reduce((all, each) => all + (each[at] ?? 0), 0);
    expect([headsSummed(COMPARISON, 'all'), headsSummed(COMPARISON, 'root')]).toEqual([sum(0), sum(1)]);
  });

  it('sums over the heads, by number in the manifest', () => {
    const sums = [...movedDocuments(COMPARISON, 'all')].map(([number, sum]) => [number, Number(sum.toFixed(6))]);
    expect(sums).toEqual([
      [0, 1],
      [2, 0],
      [5, 0.8],
    ]);
  });
});

describe('headGains', () => {
  it('has the selected model first', () => {
    expect(headGains(COMPARISON, 'm0').map(({ first, second }) => second - first)).toEqual([0, 3, -0.5, -4]);
    expect(headGains(COMPARISON, 'm1').map(({ first, second }) => second - first)).toEqual([0, -3, 0.5, 4]);
  });

  it('is put in order by size, whatever the sign', () => {
    const names = byDifference(headGains(COMPARISON, 'm0')).map(({ layer, head }) => `${layer}.${head}`);
    expect(names).toEqual(['1.1', '0.1', '1.0', '0.0']);
  });
});

describe('classGains', () => {
  const page = { kind: 'encoder', headScope: 'layer', layer: 0, head: 0 } as const;

  it('is the mean over heads, without classes that nothing looks at', () => {
    expect(classGains(COMPARISON, 'm0', { ...page, headScope: 'all' })).toEqual([
      { name: '[CLS]', first: 0.4375, second: 0.5 },
      { name: 'NOUN', first: 0.5625, second: 0.5 },
    ]);
  });

  it('is of one head', () => {
    expect(classGains(COMPARISON, 'm1', { ...page, headScope: 'head' })).toEqual([
      { name: '[CLS]', first: 0.25, second: 0.5 },
      { name: 'NOUN', first: 0.75, second: 0.5 },
    ]);
  });

  it('is empty for a kind that was not compared', () => {
    expect(classGains(COMPARISON, 'm0', { ...page, kind: 'cross' })).toEqual([]);
  });
});
