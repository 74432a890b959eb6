import { describe, expect, it } from 'vitest';

import { facets, linesOf, selectLines, type Column, type TableQuery } from './documents';
import { entry, manifest } from './fixtures';
import type { ModelInfo, RunSummary } from './payload';

const everything: TableQuery = {
  search: '',
  labels: new Set(),
  predictions: new Set(),
  readers: new Set(),
  sort: 'order',
  descending: false,
};

function summary(n_tokens: number, prediction: string | null, probability: number | null): RunSummary {
  return { n_tokens, n_target_tokens: null, n_truncated: 0, prediction, probability };
}

const lines = linesOf(
  manifest(
    entry('d10', { title: 'Résumé', label: 'noun', excerpt: 'A fox', runs: [summary(9, 'noun', 0.6)] }),
    entry('d9', { label: 'verb', excerpt: 'They resume the hunt', runs: [summary(30, 'noun', 0.9)] }),
    entry('d2', { title: 'Bank', excerpt: '銀行と川', runs: [summary(12, null, null)] }),
  ),
  0,
);

const idsOf = (query: Partial<TableQuery>) =>
  selectLines(lines, { ...everything, ...query }).map(({ entry: { id } }) => id);

describe('selectLines', () => {
  it.each([
    ['', ['d10', 'd9', 'd2']],
    ['resume', ['d10', 'd9']],
    ['RÉSUMÉ fox', ['d10']],
    ['the hunt they', ['d9']],
    ['川', ['d2']],
    ['verb', ['d9']],
    ['d1', ['d10']],
    ['wolf', []],
  ])('searches for %j', (search, ids) => {
    expect(idsOf({ search })).toEqual(ids);
  });

  it.each([
    ['verb', ['d9']],
    [null, ['d2']],
    ['none such', []],
  ])('shows those of label %j', (label, ids) => {
    expect(idsOf({ labels: new Set([label]) })).toEqual(ids);
  });

  it('shows those of a label and a prediction', () => {
    expect(idsOf({ labels: new Set(['noun', null]), predictions: new Set(['noun']) })).toEqual(['d10']);
  });

  it.each<[Column, string[], string[]]>([
    ['order', ['d10', 'd9', 'd2'], ['d2', 'd9', 'd10']],
    ['id', ['d2', 'd9', 'd10'], ['d10', 'd9', 'd2']],
    ['title', ['d2', 'd10', 'd9'], ['d9', 'd10', 'd2']],
    ['label', ['d10', 'd9', 'd2'], ['d9', 'd10', 'd2']],
    ['tokens', ['d10', 'd2', 'd9'], ['d9', 'd2', 'd10']],
    ['prediction', ['d10', 'd9', 'd2'], ['d10', 'd9', 'd2']],
    ['probability', ['d10', 'd9', 'd2'], ['d9', 'd10', 'd2']],
  ])('sorts by %s, what is missing last', (sort, rising, falling) => {
    expect(idsOf({ sort })).toEqual(rising);
    expect(idsOf({ sort, descending: true })).toEqual(falling);
  });

  it('searches ten thousand documents without a noticeable wait', () => {
    const many = linesOf(
      manifest(
        ...Array.from({ length: 10_000 }, (_, i) =>
          entry(`d${i}`, { excerpt: `Document ${i} of the corpus `.repeat(5) }),
        ),
      ),
      0,
    );
    const start = performance.now();
    expect(selectLines(many, { ...everything, search: 'corpus 9' })).toHaveLength(3439);
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('documents that different models read', () => {
  const models = ['Encoder', 'Translator', 'Tuned'].map((label, i) => ({ key: `m${i}`, label }) as ModelInfo);
  const divided = {
    models,
    documents: [
      entry('a', { runs: [summary(3, 'noun', 0.5), null, summary(5, 'verb', 0.6)] }),
      entry('b', { runs: [null, summary(7, 'un renard', null), null] }),
    ],
  };

  it.each([
    [0, [3, 7]],
    [1, [3, 7]],
    [2, [5, 7]],
  ])('show what model %d made of them, or the first that read them', (model, lengths) => {
    expect(linesOf(divided, model).map((line) => line.summary?.n_tokens)).toEqual(lengths);
  });

  it.each([
    ['Encoder', ['a']],
    ['Tuned', ['a']],
    ['Translator', ['b']],
  ])('are found by the model %s', (model, ids) => {
    const found = selectLines(linesOf(divided, 0), { ...everything, readers: new Set([model]) });
    expect(found.map(({ entry: { id } }) => id)).toEqual(ids);
  });

  it('are counted for each of their models', () => {
    expect(facets(linesOf(divided, 0), (line) => line.readers).map(({ count }) => count)).toEqual([1, 1, 1]);
  });
});

describe('facets', () => {
  it('counts each value, the most frequent first', () => {
    expect(facets(lines, (line) => [line.summary?.prediction ?? null])).toEqual([
      { value: 'noun', count: 2 },
      { value: null, count: 1 },
    ]);
  });
});
