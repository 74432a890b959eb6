import { describe, expect, it } from 'vitest';

import { attention, document, entry, manifest, run, sequence } from './fixtures';
import type { ModelInfo } from './payload';
import { changed, fitted, neighbourHead, neighbourLayer, readersOf } from './select';
import { initialState, type PageState } from './state';

const page = initialState(manifest(entry('fox')));
const encoder = attention('encoder', [1, 4, 5], [0, 2], 5);
const single = run(sequence('[CLS]', 'a', 'b', 'c', '[SEP]'), encoder);
const pair = run(sequence('[CLS]', 'a', '[SEP]', 'b', '[SEP]'), encoder);

describe('fitted', () => {
  it.each<[string, Partial<PageState>, Partial<PageState>]>([
    ['a layer below the kept ones', { layer: 0 }, { layer: 1 }],
    ['a layer between them', { layer: 2 }, { layer: 1 }],
    ['a layer beyond them', { layer: 99 }, { layer: 5 }],
    ['a head that is kept', { head: 2 }, { head: 2 }],
    ['a head that is not', { head: 1 }, { head: null }],
    ['heads', { heads: [0, 1, 2] }, { heads: [0, 2] }],
    ['no heads', { heads: [] }, { heads: [] }],
    ['tokens', { queries: [0, 4, 5], keys: [9, 1, 1] }, { queries: [0, 4], keys: [1] }],
    ['a model and a kind it does not have', { model: 'x', kind: 'cross' }, { model: 'm0', kind: 'encoder' }],
    ['a filter for pairs', { pair: 'ab' }, { pair: 'all' }],
    ['forms of layers', { multiples: [1, 2], piles: [1, 3, 4] }, { multiples: [1], piles: [4] }],
    ['collapsed layers', { collapsed: [0, 5] }, { collapsed: [5] }],
  ])('moves %s', (_, asked, given) => {
    expect(fitted({ ...page, ...asked }, single, encoder)).toMatchObject(given);
  });

  it('keeps the filter for pairs where there is a pair', () => {
    expect(fitted({ ...page, pair: 'ab' }, pair, encoder).pair).toBe('ab');
  });

  it.each<[Partial<PageState>, number | null]>([
    [{ view: 'neurons' }, 0],
    [{ view: 'neurons', heads: [2] }, 2],
    [{ view: 'neurons', heads: [] }, 0],
    [{ view: 'neurons', head: 2 }, 2],
    [{ view: 'heads' }, null],
  ])('with %j selects the head %j', (asked, head) => {
    expect(fitted({ ...page, ...asked }, single, encoder).head).toBe(head);
  });

  it('lets go of a neuron that there is not', () => {
    expect(fitted({ ...page, neuron: 3 }, single, encoder).neuron).toBeNull();
  });

  it('changes nothing twice', () => {
    const once = fitted({ ...page, layer: 9, head: 7, queries: [8] }, single, encoder);
    expect(fitted(once, single, encoder)).toEqual(once);
  });
});

describe('readersOf', () => {
  it('gives the models that read a document, in the order of the page', () => {
    const models = ['m0', 'm1', 'm2'].map((key) => ({ key }) as ModelInfo);
    const read = document({ ...single, model: 'm2' }, single);
    expect(readersOf(models, read).map(({ key }) => key)).toEqual(['m0', 'm2']);
  });
});

describe('changed', () => {
  const pinned = { ...page, queries: [1], keys: [2] };

  it.each<[Partial<PageState>, readonly number[]]>([
    [{ layer: 3 }, [1]],
    [{ view: 'model' }, [1]],
    [{ document: 'fox' }, [1]],
    [{ document: 'bank' }, []],
    [{ model: 'm1' }, []],
    [{ kind: 'cross' }, []],
    [{ document: 'bank', queries: [7] }, [7]],
  ])('after %j pins %j', (change, queries) => {
    expect(changed(pinned, change).queries).toEqual(queries);
  });
});

describe('the part of a long document', () => {
  const long: PageState = {
    ...page,
    part: 300,
    root: 310,
    span: [1, 2],
    frozen: [{ kind: 'encoder', layer: 1, numbers: [3] }],
  };

  it.each<[string, Partial<PageState>, PageState['part']]>([
    ['another document', { document: 'bank' }, 0],
    ['a token of another document', { document: 'bank', queries: [700] }, 572],
    ['the document that is open', { document: 'fox' }, 300],
    ['a token of it that is in sight', { document: 'fox', queries: [300], keys: [555] }, 300],
    ['a token before the part', { document: 'fox', queries: [299] }, 171],
    ['a key after it', { document: 'fox', queries: [], keys: [556] }, 428],
    ['a token of the first part', { document: 'fox', queries: [7] }, 0],
    ['a pin of the view itself', { queries: [7] }, 300],
    ['a part that is asked for', { document: 'fox', queries: [7], part: 20 }, 20],
  ])('after a link to %s is right', (_, change, part) => {
    expect(changed(long, change).part).toBe(part);
  });

  it('takes with it what is counted in it', () => {
    const lost = { root: null, span: null, frozen: [] };
    expect(changed(long, { document: 'fox', queries: [7] })).toMatchObject({ ...lost, queries: [7] });
    const { root, span, frozen } = long;
    expect(changed(long, { document: 'fox', queries: [301] })).toMatchObject({ root, span, frozen });
  });

  it('stays the whole document', () => {
    expect(changed({ ...page, part: null }, { document: 'bank', queries: [700] }).part).toBeNull();
  });
});

describe('a pinned neuron', () => {
  it.each<[Partial<PageState>, number | null]>([
    [{ document: 'bank' }, 5],
    [{ queries: [2] }, 5],
    [{ head: 1 }, null],
    [{ layer: 3 }, null],
    [{ head: 1, neuron: 7 }, 7],
  ])('after %j is %j', (change, neuron) => {
    expect(changed({ ...page, neuron: 5 }, change).neuron).toBe(neuron);
  });
});

describe('what was made of vectors', () => {
  const made = { ...page, made: [{ name: 'a', how: 'max', of: ['0.1'] }], aggregate: 0, span: [2, 5] } as const;

  it.each<[Partial<PageState>, number, PageState['aggregate'], PageState['span']]>([
    [{ layer: 3 }, 1, 0, [2, 5]],
    [{ document: 'bank' }, 1, 0, null],
    [{ kind: 'cross' }, 0, 'mean', null],
    [{ model: 'm9', aggregate: 'std' }, 0, 'std', null],
  ])('after %j is %d aggregates, of which %j is shown over %j', (change, count, aggregate, span) => {
    const next = changed(made, change);
    expect([next.made.length, next.aggregate, next.span]).toEqual([count, aggregate, span]);
  });
});

describe('neighbours', () => {
  it.each([
    [1, 1, 4],
    [4, -1, 1],
    [5, 1, 5],
    [1, -1, 1],
  ])('of layer %d, step %d: %d', (layer, step, expected) => {
    expect(neighbourLayer(encoder, layer, step)).toBe(expected);
  });

  it.each([
    [null, 1, 0],
    [null, -1, 2],
    [0, 1, 2],
    [2, 1, 2],
  ])('of head %j, step %d: %d', (head, step, expected) => {
    expect(neighbourHead([0, 2], head, step)).toBe(expected);
  });

  it('has no head where none is kept', () => {
    expect(neighbourHead([], null, 1)).toBeNull();
  });
});

describe('boxed clusters', () => {
  it.each<[Partial<PageState>, [number, number] | null]>([
    [{ document: 'bank' }, [1, 2]],
    [{ queries: [1] }, [1, 2]],
    [{ head: 1 }, null],
    [{ layer: 7 }, null],
    [{ model: 'm9' }, null],
    [{ head: 1, cell: [3, 4] }, [3, 4]],
  ])('after %j are %j', (change, cell) => {
    expect(changed({ ...page, cell: [1, 2] }, change).cell).toEqual(cell);
  });
});
