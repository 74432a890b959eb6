/** The page's state as a URL fragment and back: `#doc=fox&view=model&layer=3&head=7`. */

import { AGREEMENTS } from './documentQuery';
import { readColumn } from './documents';
import { COMPARISONS } from './flows/flowCompare';
import { readHead, readLayer, writeHead, writeLayer } from './flows/flowState';
import { readPairs, readTexts, writePairs, writeTexts } from './fragmentTexts';
import {
  ALIKE_HEADS,
  CLASSINGS,
  CLUSTER_ORDERS,
  CORPUS_PARTS,
  EDGE_FILTERS,
  HEAD_ORDERS,
  HEAD_SCOPES,
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
import {
  AGGREGATES,
  AXES,
  QUANTITIES,
  readMade,
  readStyle,
  VECTOR_CHOICES,
  writeMade,
  writeStyle,
} from './tokens/tokensState';

/** How one field is written; `read` gives undefined for text that means nothing. */
interface Format<T> {
  name: string;
  write: (value: T) => string;
  read: (text: string) => T | undefined;
}

type Formats = { readonly [Field in keyof PageState]: Format<PageState[Field]> };

/** In the order in which they are written. */
const FORMATS: Formats = {
  document: text('doc'),
  model: text('model'),
  view: choice('view', VIEWS),
  kind: choice('kind', KINDS),
  layer: count('layer'),
  head: orNull(count('head'), 'none'),
  heads: orNull(counts('heads'), 'all'),
  queries: counts('query'),
  keys: counts('key'),
  part: orNull(count('from'), 'whole'),
  pair: choice('pair', PAIR_FILTERS),
  level: choice('level', LEVELS),
  specials: flag('specials'),
  raw: flag('raw'),
  filter: choice('filter', EDGE_FILTERS),
  threshold: share('threshold'),
  mass: share('mass'),
  link: share('link'),
  multiples: counts('multiples'),
  piles: counts('piles'),
  collapsed: counts('collapsed'),
  bars: flag('bars'),
  order: choice('order', HEAD_ORDERS),
  linkage: choice('linkage', LINKAGES),
  cuts: shares('cuts'),
  scope: choice('scope', PILE_SCOPES),
  layout: choice('layout', LAYOUTS),
  neuron: orNull(count('neuron'), 'none'),
  neuronOrder: choice('neurons', NEURON_ORDERS),
  marked: flag('marked'),
  expanded: flag('expanded'),
  values: choice('values', VALUES),
  cell: orNull(pair('cell'), 'none'),
  written: orNull(pair('written'), 'none'),
  scaled: flag('scaled'),
  clusterOrder: choice('clusters', CLUSTER_ORDERS),
  positions: choice('positions', POSITIONS),
  classing: choice('classing', CLASSINGS),
  words: choice('words', WORD_LISTS),
  overview: flag('overview'),
  lensSort: choice('sort', LENS_SORTS),
  reversed: flag('reversed'),
  corpusPart: choice('part', CORPUS_PARTS),
  headScope: choice('over', HEAD_SCOPES),
  group: text('group'),
  against: orNull(text('against'), ''),
  topTokens: within(count('top'), 1, MOST_TOKENS),
  leastCount: count('least'),
  punctuation: flag('punctuation'),
  word: orNull(text('word'), ''),
  similarity: choice('similarity', SIMILARITIES),
  similarityOrder: choice('similarityorder', SIMILARITY_ORDERS),
  movedRows: choice('moved', MOVED_ROWS),
  alikeHeads: choice('alike', ALIKE_HEADS),
  askers: names('askers'),
  thumbnails: choice('thumbnails', THUMBNAILS),
  allLabels: flag('labels'),
  tau: share('tau'),
  root: orNull(count('root'), 'usual'),
  frozen: list('frozen', writeLayer, readLayer),
  glyph: orNull({ name: 'glyph', write: writeHead, read: readHead }, 'none'),
  through: list('through', writeLayer, readLayer),
  opened: list('open', writeLayer, readLayer),
  folded: list('fold', writeLayer, readLayer),
  other: orNull(text('other'), ''),
  comparison: choice('compare', COMPARISONS),
  difference: flag('difference'),
  bothGlyphs: flag('both'),
  quantity: choice('quantity', QUANTITIES),
  vectors: choice('vectors', VECTOR_CHOICES),
  aggregate: either(choice('aggregate', AGGREGATES), count('aggregate')),
  axis: choice('axis', AXES),
  span: orNull(pair('span'), 'all'),
  styles: list('styles', writeStyle, readStyle),
  made: list('made', writeMade, readMade),
  search: text('find'),
  wholeTexts: flag('texts'),
  labels: { name: 'gold', write: writeTexts, read: readTexts },
  predicted: { name: 'predicted', write: writePairs, read: readPairs },
  readers: names('readers'),
  agreement: choice('agreement', AGREEMENTS),
  confidence: range('confidence'),
  documentSort: { name: 'by', write: (column) => column, read: readColumn },
  falling: flag('falling'),
  classes: names('classes'),
  theme: choice('theme', THEMES),
};

const FIELDS = Object.keys(FORMATS) as (keyof PageState)[];

/** The fragment of a state, without `#`; what equals `defaults` is left out. */
export function toFragment(state: PageState, defaults: PageState): string {
  const pairs = FIELDS.map((field) => [FORMATS[field].name, written(field, state), written(field, defaults)] as const);
  const changed = pairs.filter(([, value, usual]) => value !== usual);
  const query = new URLSearchParams(changed.map(([name, value]) => [name, value])).toString();
  return query.replaceAll('%2C', ',').replaceAll('%3A', ':');
}

/** The state of a fragment, with or without `#`; what is missing or means nothing is taken from `defaults`. */
export function fromFragment(fragment: string, defaults: PageState): PageState {
  const params = new URLSearchParams(fragment.replace(/^#/, ''));
  const known = FIELDS.map((field) => [field, read(field, params)] as const);
  return { ...defaults, ...Object.fromEntries(known.filter(([, value]) => value !== undefined)) };
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- ties the format to the value
function written<Field extends keyof PageState>(field: Field, state: PageState): string {
  return FORMATS[field].write(state[field]);
}

function read(field: keyof PageState, params: URLSearchParams): PageState[keyof PageState] | undefined {
  const value = params.get(FORMATS[field].name);
  return value === null ? undefined : FORMATS[field].read(value);
}

function text(name: string): Format<string> {
  return { name, write: (value) => value, read: (value) => value };
}

function choice<T extends string>(name: string, options: readonly T[]): Format<T> {
  return { name, write: (value) => value, read: (value) => options.find((option) => option === value) };
}

function flag(name: string): Format<boolean> {
  const words = new Map([
    ['yes', true],
    ['no', false],
  ]);
  return { name, write: (value) => (value ? 'yes' : 'no'), read: (word) => words.get(word) };
}

/** A layer, head or token number. */
function count(name: string): Format<number> {
  return { name, write: String, read: (value) => (/^\d{1,6}$/.test(value) ? Number(value) : undefined) };
}

/** What is beyond the bounds is read as the nearest of them. */
function within(format: Format<number>, least: number, most: number): Format<number> {
  return {
    ...format,
    read: (text) => {
      const number = format.read(text);
      return number === undefined ? undefined : Math.max(least, Math.min(most, number));
    },
  };
}

/** Numbers joined by commas; text with anything else in it keeps the numbers it has. */
function counts(name: string): Format<readonly number[]> {
  return { name, write: (value) => value.join(','), read: (value) => (value.match(/\d{1,6}/g) ?? []).map(Number) };
}

/** Two numbers joined by a comma. */
function pair(name: string): Format<readonly [number, number]> {
  const { write, read } = counts(name);
  return {
    name,
    write,
    read: (value) => {
      const [first, second] = /^\d{1,6},\d{1,6}$/.test(value) ? (read(value) ?? []) : [];
      return first === undefined || second === undefined ? undefined : [first, second];
    },
  };
}

/** Parts joined by commas, which none of them holds; those that mean nothing are left out. */
function list<T>(
  name: string,
  write: (part: T) => string,
  read: (text: string) => T | undefined,
): Format<readonly T[]> {
  return {
    name,
    write: (value) => value.map(write).join(','),
    read: (value) => value.split(',').flatMap((each) => read(each) ?? []),
  };
}

/** A word, or a number in its place. */
function either<T extends string>(word: Format<T>, number: Format<number>): Format<T | number> {
  return {
    name: word.name,
    write: (value) => (typeof value === 'number' ? number.write(value) : word.write(value)),
    read: (value) => word.read(value) ?? number.read(value),
  };
}

/** A share from 0 to 1, to the thousandth. */
function share(name: string): Format<number> {
  const valid = (value: string) => /^[01](\.\d+)?$/.test(value) && Number(value) <= 1;
  return { name, write: (value) => String(round(value)), read: (value) => (valid(value) ? round(+value) : undefined) };
}

/** Two shares, the smaller first: `0.5,0.9`. */
function range(name: string): Format<readonly [number, number]> {
  const { write, read } = share(name);
  return {
    name,
    write: (value) => value.map(write).join(','),
    read: (value) => {
      const [least, most] = value.split(',').map(read);
      return least === undefined || most === undefined || least > most ? undefined : [least, most];
    },
  };
}

/** Texts of any kind; one that is none means nothing. */
function names(name: string): Format<readonly string[]> {
  return { name, write: writeTexts, read: (value) => readTexts(value).filter((each) => each !== null) };
}

/** Shares by number: `3:0.5,4:0.25`. */
function shares(name: string): Format<Readonly<Record<number, number>>> {
  const { write, read } = share(name);
  const readPair = (pair: string): [number, number][] => {
    const [, key = '', value = ''] = /^(-?\d{1,6}):(.*)$/.exec(pair) ?? [];
    const found = key === '' ? undefined : read(value);
    return found === undefined ? [] : [[Number(key), found]];
  };
  return {
    name,
    write: (value) =>
      Object.entries(value)
        .map(([key, each]) => `${key}:${write(each)}`)
        .join(','),
    read: (value) => Object.fromEntries(value.split(',').flatMap(readPair)),
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function orNull<T>(format: Format<T>, word: string): Format<T | null> {
  return {
    name: format.name,
    write: (value) => (value === null ? word : format.write(value)),
    read: (value) => (value === word ? null : format.read(value)),
  };
}
