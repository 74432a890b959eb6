import { describe, expect, it } from 'vitest';

import { goldenIndex } from './lensFixtures';
import { inWords, isAscending, isOverview, overviewRows, sortedRows, type LensSort } from './lensOverview';
import { LENS_SORTS } from '../state';

const index = goldenIndex();
const rows = overviewRows(index);

it('overviewRows names every head’s pair of clusters and its words', () => {
  expect(rows).toHaveLength(index.heads.length);
  const sketch = index.heads[0];
  const words = sketch?.query.words.map((word) => index.sequences[0]?.words[word]?.text);
  expect(rows[0]).toMatchObject({ layer: 0, head: 0, similarity: sketch?.similarity, spread: sketch?.spread });
  expect(rows[0]?.query.words.map((word) => word.replaceAll(/[“”]/g, ''))).toEqual(words);
  expect(rows[0]?.query.name).not.toBe('');
});

it('overviewRows takes the queries of cross attention from the target', () => {
  const cross = overviewRows(goldenIndex('m1')).find(({ kind }) => kind === 'cross');
  expect([cross?.query.name, cross?.key.name]).toEqual(['words', expect.not.stringContaining('words') as string]);
});

describe('sortedRows', () => {
  it.each(LENS_SORTS)('by %s loses no head', (sort) => {
    expect(sortedRows(rows, sort, false).toSorted((a, b) => rows.indexOf(a) - rows.indexOf(b))).toEqual(rows);
  });

  it.each(['similarity', 'scaled', 'spread'] as const)('by %s puts the largest first', (sort) => {
    const values = sortedRows(rows, sort, false).map((row) => row[sort]);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
  });

  it('by head goes through the layers', () => {
    expect(sortedRows(rows.toReversed(), 'head', false)).toEqual(rows);
    expect(sortedRows(rows, 'head', true)).toEqual(rows.toReversed());
  });

  it('by size takes the cluster that it is of', () => {
    const asking = sortedRows(rows, 'asking', false).map(({ query }) => query.size);
    const answering = sortedRows(rows, 'answering', true).map(({ key }) => key.size);
    expect(asking).toEqual(asking.toSorted((a, b) => b - a));
    expect(answering).toEqual(answering.toSorted((a, b) => a - b));
  });

  it('by name goes through the alphabet', () => {
    const names = sortedRows(rows, 'answers', false).map(({ key }) => key.name);
    expect(names).toEqual(names.toSorted());
  });
});

it.each<[LensSort, boolean, boolean]>([
  ['head', false, true],
  ['spread', false, false],
  ['spread', true, true],
  ['asks', true, false],
])('order by %s, reversed %s, ascends: %s', (sort, reversed, ascending) => {
  expect(isAscending(sort, reversed)).toBe(ascending);
});

it.each([
  [null, false, true],
  [3, true, true],
  [3, false, false],
])('with head %s and overview %s all heads are shown: %s', (head, overview, all) => {
  expect(isOverview({ head, overview })).toBe(all);
});

it('inWords says a pair in words', () => {
  const side = { cluster: 0, firstClass: null, size: 1 };
  const row = { ...rows[0], query: { ...side, name: 'auxiliaries', words: ['was', 'is'] } };
  const whole = { ...row, key: { ...side, name: 'nouns', words: [] } } as (typeof rows)[number];
  expect(inWords(whole)).toBe('auxiliaries (was, is) → nouns');
});
