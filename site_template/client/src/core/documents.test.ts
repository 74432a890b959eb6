import { describe, expect, it } from 'vitest';

import {
  ALL_DOCUMENTS,
  chipsOf,
  filterLines,
  orderAsked,
  sortLines,
  withPrediction,
  type DocumentQuery,
} from './documentQuery';
import {
  classColumn,
  facets,
  linesOf,
  predictionsOf,
  readColumn,
  secondModel,
  type Column,
  type DocumentFacts,
  type Line,
} from './documents';
import { entry, manifest } from './fixtures';
import type { ModelInfo, RunSummary } from './payload';

const NOTHING: DocumentFacts = { moved: null, readings: new Map() };

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

const idsOf = (query: Partial<DocumentQuery>, facts = NOTHING) =>
  filterLines(sortLines(lines, { ...ALL_DOCUMENTS, ...query }, facts, 'm0'), { ...ALL_DOCUMENTS, ...query }, facts, [
    'm0',
  ]).map(({ entry: { id } }) => id);

describe('documents', () => {
  it.each([
    ['', ['d10', 'd9', 'd2']],
    ['resume', ['d10', 'd9']],
    ['RÉSUMÉ fox', ['d10']],
    ['the hunt they', ['d9']],
    ['川', ['d2']],
    ['verb', ['d9']],
    ['d1', ['d10']],
    ['wolf', []],
  ])('are searched for %j', (search, ids) => {
    expect(idsOf({ search })).toEqual(ids);
  });

  it.each([
    ['verb', ['d9']],
    [null, ['d2']],
    ['none such', []],
  ])('of label %j are shown', (label, ids) => {
    expect(idsOf({ labels: [label] })).toEqual(ids);
  });

  it('of a label and a prediction are shown', () => {
    expect(idsOf({ labels: ['noun', null], predicted: { m0: 'noun' } })).toEqual(['d10']);
  });

  it('without a prediction are shown', () => {
    expect(idsOf({ predicted: { m0: null } })).toEqual(['d2']);
  });

  it.each<[readonly [number, number], string[]]>([
    [
      [0, 1],
      ['d10', 'd9', 'd2'],
    ],
    [
      [0.6, 1],
      ['d10', 'd9'],
    ],
    [[0, 0.7], ['d10']],
  ])('are shown with a confidence within %j', (confidence, ids) => {
    expect(idsOf({ confidence })).toEqual(ids);
  });

  it.each<[Column, string[], string[]]>([
    ['order', ['d10', 'd9', 'd2'], ['d2', 'd9', 'd10']],
    ['id', ['d2', 'd9', 'd10'], ['d10', 'd9', 'd2']],
    ['title', ['d2', 'd10', 'd9'], ['d9', 'd10', 'd2']],
    ['label', ['d10', 'd9', 'd2'], ['d9', 'd10', 'd2']],
    ['tokens', ['d10', 'd2', 'd9'], ['d9', 'd2', 'd10']],
    ['prediction', ['d10', 'd9', 'd2'], ['d10', 'd9', 'd2']],
    ['probability', ['d10', 'd9', 'd2'], ['d9', 'd10', 'd2']],
  ])('are sorted by %s, what is missing last', (documentSort, rising, falling) => {
    expect(idsOf({ documentSort })).toEqual(rising);
    expect(idsOf({ documentSort, falling: true })).toEqual(falling);
  });

  it('are sorted by what is known of them beyond the manifest', () => {
    const classes = (value: number) => new Map([['m0', new Map([['noun', value]])]]);
    const readings = new Map([0.2, 0.1].map((value, at) => [at, { text: '', haystack: '', classes: classes(value) }]));
    const moved = new Map([
      [1, 3],
      [2, 2],
    ]);
    expect(idsOf({ documentSort: 'moved' }, { moved, readings })).toEqual(['d2', 'd9', 'd10']);
    expect(idsOf({ documentSort: classColumn('noun') }, { moved, readings })).toEqual(['d9', 'd10', 'd2']);
  });

  it('are searched in their whole texts where those were read', () => {
    const readings = new Map([[2, { text: 'A wolf', haystack: 'a wolf', classes: new Map() }]]);
    expect(idsOf({ search: 'wolf bank', wholeTexts: true }, { moved: null, readings })).toEqual(['d2']);
    expect(idsOf({ search: 'wolf' }, { moved: null, readings })).toEqual([]);
  });

  it('are searched and sorted by the ten thousand without a noticeable wait', () => {
    const excerpt = (i: number) => `Document ${i} of the corpus `.repeat(5);
    const entries = Array.from({ length: 10_000 }, (_, i) => entry(`d${i}`, { excerpt: excerpt(i) }));
    const many = linesOf(manifest(...entries), 0);
    const start = performance.now();
    const found = filterLines(many, { ...ALL_DOCUMENTS, search: 'corpus 9' }, NOTHING, []);
    const searched = performance.now();
    sortLines(many, { documentSort: 'title', falling: true }, NOTHING, '');
    expect(found).toHaveLength(3439);
    expect(searched - start).toBeLessThan(100);
    expect(performance.now() - searched).toBeLessThan(500);
  });
});

describe('documents that different models read', () => {
  const models = ['Encoder', 'Translator', 'Tuned'].map((label, i) => ({ key: `m${i}`, label }) as ModelInfo);
  const divided = {
    models,
    documents: [
      entry('a', { runs: [summary(3, 'noun', 0.5), null, summary(5, 'verb', 0.6)] }),
      entry('b', { runs: [null, summary(7, 'un renard', null), null] }),
      entry('c', { runs: [summary(2, 'verb', 0.5), null, summary(2, 'verb', 0.9)] }),
    ],
  };
  const keys = models.map(({ key }) => key);
  const found = (query: Partial<DocumentQuery>) =>
    filterLines(linesOf(divided, 0, 2), { ...ALL_DOCUMENTS, ...query }, NOTHING, keys).map(({ entry: { id } }) => id);

  it.each([
    [0, [3, 7, 2]],
    [1, [3, 7, 2]],
    [2, [5, 7, 2]],
  ])('show what model %d made of them, or the first that read them', (model, lengths) => {
    expect(linesOf(divided, model).map((line) => line.summary?.n_tokens)).toEqual(lengths);
  });

  it.each([
    ['Encoder', ['a', 'c']],
    ['Tuned', ['a', 'c']],
    ['Translator', ['b']],
  ])('are found by the model %s', (model, ids) => {
    expect(found({ readers: [model] })).toEqual(ids);
  });

  it.each<[DocumentQuery['agreement'], string[]]>([
    ['any', ['a', 'b', 'c']],
    ['agree', ['c']],
    ['differ', ['a']],
  ])('are found by what two of them predict: %s', (agreement, ids) => {
    expect(found({ agreement })).toEqual(ids);
  });

  it('are found by what each of them predicts', () => {
    expect(found({ predicted: { m0: 'noun', m2: 'verb' } })).toEqual(['a']);
    expect(found({ predicted: { m9: 'noun' } })).toEqual([]);
  });

  it('are counted for each of their models', () => {
    expect(facets(linesOf(divided, 0), (line) => line.readers).map(({ count }) => count)).toEqual([2, 2, 1]);
  });

  it.each([
    ['m0', null, 2],
    ['m0', 'm2', 2],
    ['m0', 'm1', 2],
    ['m2', 'none', 0],
    ['m1', 'm0', -1],
  ])('set beside %s, compared with %s, model %d, which read documents with it', (model, other, place) => {
    const documents = [
      entry('a', { runs: [summary(1, null, null), null, summary(1, null, null)] }),
      entry('b', { runs: [null, summary(1, null, null), null] }),
    ];
    expect(secondModel({ documents, models }, { model, other })).toBe(place);
  });
});

describe('predictionsOf', () => {
  it('is of the model that is asked for, whatever the line shows', () => {
    const [line] = lines;
    if (!line) throw new Error('there are lines');
    const other: Line = { ...line, entry: { ...line.entry, runs: [null, ...line.entry.runs] } };
    expect(predictionsOf(other, 0)).toEqual([]);
    expect(predictionsOf(other, 1)).toEqual([line.entry.runs[0]?.prediction ?? null]);
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

describe('chipsOf', () => {
  const query: DocumentQuery = {
    ...ALL_DOCUMENTS,
    labels: ['noun', null],
    predicted: { m0: 'verb' },
    readers: ['Tuned'],
    agreement: 'differ',
    confidence: [0.5, 0.9],
  };

  it('names each filter', () => {
    expect(chipsOf(query, new Map([['m0', 'Tiny']])).map(({ text }) => text)).toEqual([
      'label: noun',
      'no label',
      'Tiny: verb',
      'read by Tuned',
      'the models differ',
      'probability 0.5–0.9',
    ]);
  });

  it('takes each off', () => {
    const changes = chipsOf(query, new Map()).map(({ without }) => without);
    const stripped = changes.reduce<DocumentQuery>((left, change) => ({ ...left, ...change }), query);
    expect(stripped).toEqual({ ...ALL_DOCUMENTS, labels: ['noun'] });
  });

  it('is empty where nothing is filtered', () => {
    expect(chipsOf(ALL_DOCUMENTS, new Map())).toEqual([]);
  });
});

describe('orderAsked', () => {
  it.each<[boolean, Partial<DocumentQuery>]>([
    [true, {}],
    [true, { classes: ['noun'] }],
    [false, { search: 'fox' }],
    [false, { falling: true }],
    [false, { documentSort: 'title' }],
    [false, { labels: ['noun'] }],
  ])('is the same (%s) after %j', (isSame, change) => {
    expect(orderAsked({ ...ALL_DOCUMENTS, ...change }) === orderAsked(ALL_DOCUMENTS)).toBe(isSame);
  });
});

describe('withPrediction', () => {
  it('adds, replaces and removes', () => {
    const predicted = { m0: 'noun' };
    expect(withPrediction({ predicted }, 'm1', null)).toEqual({ m0: 'noun', m1: null });
    expect(withPrediction({ predicted }, 'm0', 'verb')).toEqual({ m0: 'verb' });
    expect(withPrediction({ predicted }, 'm0', undefined)).toEqual({});
  });
});

describe('readColumn', () => {
  it.each([
    ['moved', 'moved'],
    ['class verb', 'class verb'],
    ['none such', undefined],
  ])('reads %s', (text, column) => {
    expect(readColumn(text)).toBe(column);
  });
});
