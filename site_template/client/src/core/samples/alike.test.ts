import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

import { sequence } from '../fixtures';
import type { PageState } from '../state';
import { alikeDocuments, chosenHeads, classesOfTokens } from './alike';
import { counts, flowsOf } from './samplesTesting';

const ALL = { heads: new Set([0, 1]), askers: null };
const FLOWS = flowsOf([
  [0, 0, 0, 1, 3],
  [0, 1, 1, 1, 1],
  [1, 0, 0, 1, 6],
  [1, 1, 1, 1, 2],
  [2, 0, 0, 1, 1],
  [2, 1, 1, 0, 1],
  [4, 1, 1, 0, 7],
]);

describe('alikeDocuments', () => {
  it('puts the most alike first', () => {
    // Shares of document 0: 3/4 and 1/4; of document 2: 1/2 of the first, 1/2 of another.
    expect(alikeDocuments(FLOWS, 0, ALL)).toEqual([
      { document: 1, similarity: 1, nEdges: 8 },
      { document: 2, similarity: 0.5 / 1.5, nEdges: 2 },
      { document: 4, similarity: 0, nEdges: 7 },
    ]);
  });

  it('looks at the chosen heads only', () => {
    expect(alikeDocuments(FLOWS, 0, { ...ALL, heads: new Set([0]) })).toEqual([
      { document: 1, similarity: 1, nEdges: 6 },
      { document: 2, similarity: 1, nEdges: 1 },
      { document: 4, similarity: 0, nEdges: 0 },
    ]);
  });

  it('looks at the classes that ask', () => {
    expect(alikeDocuments(FLOWS, 2, { ...ALL, askers: new Set([1]) })).toEqual([
      { document: 4, similarity: 1, nEdges: 7 },
      { document: 0, similarity: 0, nEdges: 1 },
      { document: 1, similarity: 0, nEdges: 2 },
    ]);
  });

  it('is null for a document without edges', () => {
    expect(alikeDocuments(FLOWS, 3, ALL)).toBeNull();
    expect(alikeDocuments(FLOWS, 4, { ...ALL, heads: new Set([0]) })).toBeNull();
  });
});

const field = (most: number) => fc.nat(most);
const row = fc.tuple(field(3), field(1), field(2), field(2), fc.integer({ min: 1, max: 9 }));
const rows = fc
  .uniqueArray(row, { selector: (fields) => fields.slice(0, 4).join(), maxLength: 40 })
  .map((each) => each.toSorted((a, b) => a[0] - b[0]));

/** Σ min / Σ max over all bins, as the formula has it. */
function slow(all: readonly (readonly number[])[], one: number, other: number): number {
  const shares = (document: number) => {
    const own = all.filter((fields) => fields[0] === document);
    const sum = own.reduce((whole, fields) => whole + (fields[4] ?? 0), 0);
    return new Map(own.map((fields) => [fields.slice(1, 4).join(), (fields[4] ?? 0) / sum]));
  };
  const [a, b] = [shares(one), shares(other)];
  const bins = [...new Set([...a.keys(), ...b.keys()])];
  const total = (pick: (x: number, y: number) => number) =>
    bins.reduce((sum, bin) => sum + pick(a.get(bin) ?? 0, b.get(bin) ?? 0), 0);
  return total(Math.min) / total(Math.max);
}

test('alikeDocuments agrees with the formula', () => {
  fc.assert(
    fc.property(rows, (each) => {
      for (const { document, similarity } of alikeDocuments(flowsOf(each), 0, ALL) ?? []) {
        expect(similarity).toBeCloseTo(slow(each, 0, document), 10);
      }
    }),
  );
});

test('alikeDocuments compares some hundred documents without a noticeable wait', () => {
  const [nDocuments, nOwn] = [300, 1500];
  const places = Array.from({ length: nDocuments * nOwn }, (_, at) => at);
  const fields = [() => 0, (at: number) => at % 3, (at: number) => (at >> 2) % 3, (at: number) => 1 + (at % 5)];
  const { payload } = FLOWS;
  const flows = {
    payload,
    documents: counts([nDocuments], places.slice(0, nDocuments)),
    starts: counts(
      [nDocuments],
      places.slice(0, nDocuments).map((document) => document * nOwn),
    ),
    edges: counts(
      [4, places.length],
      fields.flatMap((field) => places.map(field)),
    ),
  };
  const start = performance.now();
  expect(alikeDocuments(flows, 0, ALL)).toHaveLength(nDocuments - 1);
  expect(performance.now() - start).toBeLessThan(300);
});

describe('chosenHeads', () => {
  const heads = (['encoder', 'cross'] as const).flatMap((kind) =>
    [0, 1].flatMap((layer) => [0, 1].map((head): [typeof kind, number, number] => [kind, layer, head])),
  );
  // The cast leaves out what is not looked at.
  const page = { kind: 'encoder', layer: 1, head: null, heads: null, through: [] } as unknown as PageState;
  const chosen = (change: Partial<PageState>) =>
    [...chosenHeads({ heads }, { ...page, ...change })].map((place) => heads[place]?.join(' '));

  it('are those that flows pass', () => {
    expect(chosen({ alikeHeads: 'flow' })).toHaveLength(8);
    const through = [{ kind: 'encoder' as const, layer: 0, numbers: [1] }];
    expect(chosen({ alikeHeads: 'flow', through })).not.toContain('encoder 0 0');
    expect(chosen({ alikeHeads: 'flow', through })).toHaveLength(7);
  });

  it('are those of the layer that are switched on', () => {
    expect(chosen({ alikeHeads: 'layer' })).toEqual(['encoder 1 0', 'encoder 1 1']);
    expect(chosen({ alikeHeads: 'layer', heads: [1] })).toEqual(['encoder 1 1']);
  });

  it('are the selected one, or none', () => {
    expect(chosen({ alikeHeads: 'head', head: 0 })).toEqual(['encoder 1 0']);
    expect(chosen({ alikeHeads: 'head' })).toEqual([]);
  });
});

describe('classesOfTokens', () => {
  const source = sequence('[CLS]', 'fox', 'ran');
  const special = { name: '[CLS]', role: 'special' as const };
  const untagged = [special, { name: 'untagged', role: 'untagged' as const }];
  const tagged = [special, { name: 'NOUN', role: 'pos' as const }, { name: 'VERB', role: 'pos' as const }];

  it.each([
    [tagged, [0], ['[CLS]']],
    [tagged, [], []],
    [tagged, [0, 1], null],
    [untagged, [0, 1, 2], ['[CLS]', 'untagged']],
  ])('of %j of tokens %j are %j', (classes, numbers, names) => {
    expect(classesOfTokens({ classes }, source, numbers)).toEqual(names);
  });
});
