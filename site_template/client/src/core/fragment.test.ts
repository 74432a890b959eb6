import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

import { AGREEMENTS } from './documentQuery';
import { classColumn, FIXED_COLUMNS } from './documents';
import { entry, manifest } from './fixtures';
import { COMPARISONS } from './flows/flowCompare';
import { SIDES, type LayerNumbers } from './flows/flowState';
import { fromFragment, toFragment } from './fragment';
import {
  ALIKE_HEADS,
  CLASSINGS,
  CLUSTER_ORDERS,
  CORPUS_PARTS,
  EDGE_FILTERS,
  HEAD_ORDERS,
  HEAD_SCOPES,
  initialState,
  KINDS,
  LAYOUTS,
  LENS_SORTS,
  LEVELS,
  LINKAGES,
  MOST_TOKENS,
  MOVED_ROWS,
  NEURON_ORDERS,
  PAIR_FILTERS,
  PILE_SCOPES,
  POSITIONS,
  SIMILARITIES,
  SIMILARITY_ORDERS,
  THEMES,
  THUMBNAILS,
  VALUES,
  VIEWS,
  WORD_LISTS,
  type PageState,
} from './state';
import { AGGREGATES, AXES, QUANTITIES, VECTOR_CHOICES } from './tokens/tokensState';

const defaults = initialState(manifest(entry('fox')));
const number = fc.nat({ max: 999_999 });
const numbers = fc.array(number, { maxLength: 8 });
const share = fc.nat({ max: 1000 }).map((thousandths) => thousandths / 1000);
/** Any code point, lone surrogates included. The unit `binary` leaves those out, and takes a second to be made. */
const codePoint = fc.nat({ max: 0x10ffff }).map((code) => String.fromCodePoint(code));

const layers: fc.Arbitrary<LayerNumbers[]> = fc.array(
  fc.record({ kind: fc.constantFrom(...KINDS, 'root' as const), layer: fc.option(number), numbers }),
  { maxLength: 3 },
);

const vectorId = fc.tuple(number, number).map((numbers) => numbers.join('.'));
const style = fc.record({
  id: vectorId,
  name: fc.option(fc.string({ unit: 'grapheme', minLength: 1 })),
  colour: fc.option(fc.nat({ max: 0xffffff }).map((code) => `#${code.toString(16).padStart(6, '0')}`)),
  shown: fc.option(fc.boolean()),
  highlighted: fc.option(fc.boolean()),
  removed: fc.boolean(),
});
const made = fc.record({
  name: fc.string({ unit: 'grapheme' }),
  how: fc.constantFrom(...AGGREGATES),
  of: fc.array(vectorId, { maxLength: 4 }),
});

const names = fc.uniqueArray(fc.string({ unit: 'grapheme' }), { maxLength: 3 });
const nameOrNone = fc.option(fc.string({ unit: 'grapheme' }));

const states: fc.Arbitrary<PageState> = fc.record({
  view: fc.constantFrom(...VIEWS),
  part: fc.option(fc.nat(9999)),
  document: fc.string({ unit: 'grapheme' }),
  model: fc.string(),
  kind: fc.constantFrom(...KINDS),
  layer: number,
  head: fc.option(number),
  heads: fc.option(numbers),
  queries: numbers,
  keys: numbers,
  pair: fc.constantFrom(...PAIR_FILTERS),
  level: fc.constantFrom(...LEVELS),
  specials: fc.boolean(),
  raw: fc.boolean(),
  filter: fc.constantFrom(...EDGE_FILTERS),
  threshold: share,
  mass: share,
  link: share,
  multiples: numbers,
  piles: numbers,
  collapsed: numbers,
  bars: fc.boolean(),
  order: fc.constantFrom(...HEAD_ORDERS),
  linkage: fc.constantFrom(...LINKAGES),
  cuts: fc.array(fc.tuple(number, share), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
  scope: fc.constantFrom(...PILE_SCOPES),
  layout: fc.constantFrom(...LAYOUTS),
  neuron: fc.option(number),
  neuronOrder: fc.constantFrom(...NEURON_ORDERS),
  marked: fc.boolean(),
  expanded: fc.boolean(),
  values: fc.constantFrom(...VALUES),
  cell: fc.option(fc.tuple(number, number)),
  written: fc.option(fc.tuple(number, number)),
  scaled: fc.boolean(),
  clusterOrder: fc.constantFrom(...CLUSTER_ORDERS),
  positions: fc.constantFrom(...POSITIONS),
  classing: fc.constantFrom(...CLASSINGS),
  words: fc.constantFrom(...WORD_LISTS),
  overview: fc.boolean(),
  lensSort: fc.constantFrom(...LENS_SORTS),
  reversed: fc.boolean(),
  corpusPart: fc.constantFrom(...CORPUS_PARTS),
  headScope: fc.constantFrom(...HEAD_SCOPES),
  group: fc.string(),
  against: fc.option(fc.string({ minLength: 1 })),
  topTokens: fc.integer({ min: 1, max: MOST_TOKENS }),
  leastCount: number,
  punctuation: fc.boolean(),
  word: fc.option(fc.string({ minLength: 1 })),
  similarity: fc.constantFrom(...SIMILARITIES),
  similarityOrder: fc.constantFrom(...SIMILARITY_ORDERS),
  thumbnails: fc.constantFrom(...THUMBNAILS),
  movedRows: fc.constantFrom(...MOVED_ROWS),
  alikeHeads: fc.constantFrom(...ALIKE_HEADS),
  askers: names,
  search: fc.string({ unit: 'grapheme' }),
  wholeTexts: fc.boolean(),
  labels: fc.uniqueArray(nameOrNone, { maxLength: 3 }),
  predicted: fc.array(fc.tuple(fc.string(), nameOrNone), { maxLength: 3 }).map((pairs) => Object.fromEntries(pairs)),
  readers: names,
  agreement: fc.constantFrom(...AGREEMENTS),
  confidence: fc.tuple(share, share).map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const),
  documentSort: fc.oneof(fc.constantFrom(...FIXED_COLUMNS), fc.string({ unit: 'grapheme' }).map(classColumn)),
  falling: fc.boolean(),
  classes: names,
  allLabels: fc.boolean(),
  tau: share,
  root: fc.option(number),
  frozen: layers,
  glyph: fc.option(
    fc.record({ kind: fc.constantFrom(...KINDS), layer: number, head: number, side: fc.constantFrom(...SIDES) }),
  ),
  through: layers,
  opened: layers,
  folded: layers,
  other: fc.option(fc.string({ minLength: 1 })),
  comparison: fc.constantFrom(...COMPARISONS),
  difference: fc.boolean(),
  bothGlyphs: fc.boolean(),
  quantity: fc.constantFrom(...QUANTITIES),
  vectors: fc.constantFrom(...VECTOR_CHOICES),
  aggregate: fc.oneof(fc.constantFrom(...AGGREGATES), number),
  axis: fc.constantFrom(...AXES),
  span: fc.option(fc.tuple(number, number)),
  styles: fc.array(style, { maxLength: 4 }),
  made: fc.array(made, { maxLength: 3 }),
  theme: fc.constantFrom(...THEMES),
});

test('every state comes back from its fragment', () => {
  fc.assert(
    fc.property(states, (state) => {
      expect(fromFragment(toFragment(state, defaults), defaults)).toEqual(state);
    }),
  );
});

test('any text is read without an error', () => {
  fc.assert(
    fc.property(fc.string({ unit: codePoint }), (text) => {
      expect(Object.keys(fromFragment(text, defaults))).toEqual(Object.keys(defaults));
    }),
  );
});

describe('toFragment', () => {
  it.each<[string, Partial<PageState>]>([
    ['', {}],
    ['doc=pair&view=model&layer=3&head=7', { document: 'pair', view: 'model', layer: 3, head: 7 }],
    ['doc=a%26b%23%3D%2F+%3C', { document: 'a&b#=/ <' }],
    ['heads=0,2&query=4,5', { heads: [0, 2], queries: [4, 5] }],
    ['heads=', { heads: [] }],
    ['specials=no&filter=mass&mass=0.9', { specials: false, filter: 'mass', mass: 0.9 }],
    ['piles=1,3&cuts=1:0.5,3:0.25', { piles: [1, 3], cuts: { 1: 0.5, 3: 0.25 } }],
  ])('writes %j', (fragment, change) => {
    expect(toFragment({ ...defaults, ...change }, defaults)).toBe(fragment);
  });
});

describe('fromFragment', () => {
  it.each<[string, Partial<PageState>]>([
    ['#layer=2', { layer: 2 }],
    ['layer=-1', {}],
    ['layer=2.5&head=x&view=sankey&kind=', {}],
    ['mass=1.5&threshold=7', {}],
    ['mass=1&threshold=0', { mass: 1, threshold: 0 }],
    ['query=1,x,,3', { queries: [1, 3] }],
    ['head=none&heads=all', { head: null, heads: null }],
    ['specials=maybe&__proto__=1&constructor=2', {}],
    ['specials=constructor', {}],
    ['cuts=0:0.5,x:1,2:7,3', { cuts: { 0: 0.5 } }],
    ['top=999999', { topTokens: MOST_TOKENS }],
    ['top=0', { topTokens: 1 }],
    ['%E0%A4%A', {}],
  ])('reads %j', (fragment, change) => {
    expect(fromFragment(fragment, defaults)).toEqual({ ...defaults, ...change });
  });
});
