/** The one state object of the page. It is mirrored in the URL fragment, so that any state is a link. */

import { ALL_DOCUMENTS, type DocumentQuery } from './documentQuery';
import type { Comparison } from './flows/flowCompare';
import type { FrozenHead, LayerNumbers } from './flows/flowState';
import type { AttentionKind, Contents, Linkage } from './payload';
import type { Aggregate, Axis, MadeAggregate, Quantity, VectorChoice, VectorStyle } from './tokens/tokensState';

export const VIEWS = ['network', 'heads', 'model', 'neurons', 'lens', 'flows', 'tokens', 'corpus'] as const;
export type ViewName = (typeof VIEWS)[number];

/** Which sentences of a pair a link may join: query from the first letter, key from the second. */
export const PAIR_FILTERS = ['all', 'aa', 'ab', 'ba', 'bb'] as const;
export type PairFilter = (typeof PAIR_FILTERS)[number];

export const KINDS = ['encoder', 'decoder', 'cross'] as const satisfies readonly AttentionKind[];
export const LEVELS = ['piece', 'word'] as const;
export const EDGE_FILTERS = ['none', 'threshold', 'mass'] as const;
/** By what the Network view orders the heads of a layer. */
export const HEAD_ORDERS = ['number', 'position', 'entropy', 'focus', 'similarity'] as const;
export const LINKAGES = ['ward', 'average', 'complete'] as const satisfies readonly Linkage['method'][];
/** Stands for the tree of the heads of all layers among `cuts`. */
export const ALL_LAYERS = -1;
/** Whether heads are piled by what they do on this document, or on all. */
export const PILE_SCOPES = ['document', 'corpus'] as const;
/** How the Neurons view orders neurons: by number, by share in the score, by signed product, by trend with distance. */
export const NEURON_ORDERS = ['number', 'share', 'product', 'distance'] as const;
/** What the Neurons view shows of the values: nothing, the vectors, or the vectors times their attention. */
export const VALUES = ['off', 'values', 'mix'] as const;
/** Whether the Heads view sets tokens in two columns or, for scripts written without spaces, in two rows. */
export const LAYOUTS = ['columns', 'rows'] as const;
/** How HeadLens orders clusters: the largest first, or like ones beside each other. */
export const CLUSTER_ORDERS = ['size', 'likeness'] as const;
/** Positions by tenth of their sequence, or as they are. */
export const POSITIONS = ['tenths', 'places'] as const;
/** What its bars show of the tokens: parts of speech, or how their words depend on others. */
export const CLASSINGS = ['speech', 'relations'] as const;
/** Which words stand for a cluster. */
export const WORD_LISTS = ['frequent', 'distinctive'] as const;
/** By what the overview of HeadLens sorts the heads. */
export const LENS_SORTS = ['head', 'asks', 'asking', 'answers', 'answering', 'similarity', 'scaled', 'spread'] as const;
/** What the Corpus view is about. */
export const CORPUS_PARTS = ['tokens', 'heads', 'samples'] as const;
/** Tokens that it lists at most. */
export const MOST_TOKENS = 1000;
/** Over which heads the Corpus view takes the mean: the selected one, those of its layer, or all. */
export const HEAD_SCOPES = ['head', 'layer', 'all'] as const;
/** By what it measures how alike heads are, and in which order it shows them. */
export const SIMILARITIES = ['fuji', 'jaccard', 'pearson'] as const;
export const SIMILARITY_ORDERS = ['likeness', 'number'] as const;
/** Whether the samples show what moved in all rows of attention, or in the root's. */
export const MOVED_ROWS = ['all', 'root'] as const;
/** Heads by which documents are alike: those that flows pass, those switched on in the layer, or the selected one. */
export const ALIKE_HEADS = ['flow', 'layer', 'head'] as const;
/** How the Model view draws its thumbnails. */
export const THUMBNAILS = ['heat', 'lines'] as const;
export const THEMES = ['auto', 'light', 'dark'] as const;

export interface PageState extends DocumentQuery {
  view: ViewName;
  /** Id of the selected document. */
  document: string;
  /** Key of the selected model in the manifest. */
  model: string;
  kind: AttentionKind;
  /** Selected layer, counted from 0 as the model counts. */
  layer: number;
  /** The selected head of that layer; null while none is. Shared by all views. */
  head: number | null;
  /** Heads switched on in the Heads view; null for all. */
  heads: readonly number[] | null;
  /** Pinned token indices (never word indices) on the query side; several are summed. */
  queries: readonly number[];
  /** Pinned token indices on the key side. */
  keys: readonly number[];
  /** First token shown of a document too long to be shown at once; null for all of it, in blocks. */
  part: number | null;
  pair: PairFilter;
  level: (typeof LEVELS)[number];
  /** Whether special tokens are shown. */
  specials: boolean;
  /** Whether tokens are shown as the vocabulary spells them. */
  raw: boolean;
  filter: (typeof EDGE_FILTERS)[number];
  /** Smallest weight shown while `filter` is 'threshold'; 0 to 1. */
  threshold: number;
  /** Share of each query's row that the strongest keys must reach while `filter` is 'mass'; 0 to 1. */
  mass: number;
  /** Least mean weight of a link in the Network view; 0 to 1. */
  link: number;
  /** Layers that the Network view shows as small multiples, and as piles; the others it shows as links. */
  multiples: readonly number[];
  piles: readonly number[];
  /** Layers that the Network view draws narrow. */
  collapsed: readonly number[];
  /** Whether its token boxes hold a bar per head. */
  bars: boolean;
  order: (typeof HEAD_ORDERS)[number];
  linkage: (typeof LINKAGES)[number];
  /**
   * By layer, or `ALL_LAYERS`, where its tree of heads is cut, as a share of the tree's height; a tree without one is
   * cut at `usualCut`.
   */
  cuts: Readonly<Record<number, number>>;
  scope: (typeof PILE_SCOPES)[number];
  layout: (typeof LAYOUTS)[number];
  /** Pinned neuron of the selected head; null for none. */
  neuron: number | null;
  neuronOrder: (typeof NEURON_ORDERS)[number];
  /** Whether the Neurons view shows only neurons whose product rises or falls with distance. */
  marked: boolean;
  /** Whether the Neurons view shows the vectors, or only the attention they lead to. */
  expanded: boolean;
  values: (typeof VALUES)[number];
  /** Boxed query and key cluster of HeadLens; null for the pair that the overview names. */
  cell: readonly [number, number] | null;
  /** Boxed key and value cluster; null for what the boxed key cluster mostly goes with. */
  written: readonly [number, number] | null;
  /** Whether inner products are scaled as the model scales its scores. */
  scaled: boolean;
  clusterOrder: (typeof CLUSTER_ORDERS)[number];
  positions: (typeof POSITIONS)[number];
  classing: (typeof CLASSINGS)[number];
  words: (typeof WORD_LISTS)[number];
  /** Whether HeadLens shows all heads although one is selected. */
  overview: boolean;
  lensSort: (typeof LENS_SORTS)[number];
  /** Whether the overview turns the usual direction of its order round. */
  reversed: boolean;
  corpusPart: (typeof CORPUS_PARTS)[number];
  headScope: (typeof HEAD_SCOPES)[number];
  /** Group of documents that the Corpus view is over, and what is subtracted from it: a group or a model, or nothing. */
  group: string;
  against: string | null;
  /** Tokens that it lists, and occurrences that they have at least. */
  topTokens: number;
  leastCount: number;
  /** Whether it lists tokens without a letter or a digit. */
  punctuation: boolean;
  /** The token that it looks at, as the vocabulary spells it; null for the first that it lists. */
  word: string | null;
  similarity: (typeof SIMILARITIES)[number];
  similarityOrder: (typeof SIMILARITY_ORDERS)[number];
  movedRows: (typeof MOVED_ROWS)[number];
  alikeHeads: (typeof ALIKE_HEADS)[number];
  /** Classes of tokens whose asking makes documents alike; an empty list for all. */
  askers: readonly string[];
  thumbnails: (typeof THUMBNAILS)[number];
  /** Whether the enlarged heat map of the Model view has cells large enough for every label. */
  allLabels: boolean;
  /** Attention that a flow passes is above it; 0 to 1. */
  tau: number;
  /** Token that flows start from; null for the one that the model suggests. */
  root: number | null;
  /** Tokens of one ring of the Flows view, or of two, that stay in focus, and the head that is looked through. */
  frozen: readonly LayerNumbers[];
  glyph: FrozenHead | null;
  /** Layers of which flows pass only some heads. */
  through: readonly LayerNumbers[];
  /** Rings that the reader opened or folded, whatever they hold. */
  opened: readonly LayerNumbers[];
  folded: readonly LayerNumbers[];
  /** Key of the model that the selected one is compared with; null for none. */
  other: string | null;
  comparison: Comparison;
  /** Whether the Heads and Model views show how the selected model's attention differs from the other's. */
  difference: boolean;
  /** Whether pointing at a head that two models have shows both. */
  bothGlyphs: boolean;
  /** What the Tokens view knows of a token in a head, and of which heads. */
  quantity: Quantity;
  vectors: VectorChoice;
  /** How it sums the vectors up at each token, or the place of one in `made`. */
  aggregate: Aggregate | number;
  axis: Axis;
  /** First and last token of its series; null for all. */
  span: readonly [number, number] | null;
  /** What the reader made of single vectors, and of several. */
  styles: readonly VectorStyle[];
  made: readonly MadeAggregate[];
  theme: (typeof THEMES)[number];
}

/** What a page shows before the reader chooses anything: its first document, first model, first layer. */
export function initialState(manifest: Contents): PageState {
  return {
    view: 'heads',
    document: manifest.documents[0]?.id ?? '',
    model: manifest.models[0]?.key ?? '',
    kind: manifest.models[0]?.attention[0]?.kind ?? 'encoder',
    layer: 0,
    head: null,
    heads: null,
    queries: [],
    keys: [],
    part: 0,
    pair: 'all',
    level: 'piece',
    specials: true,
    raw: false,
    filter: 'none',
    threshold: 0.1,
    mass: 0.7,
    link: 0.1,
    multiples: [],
    piles: [],
    collapsed: [],
    bars: true,
    order: 'number',
    linkage: 'ward',
    cuts: {},
    scope: 'document',
    layout: 'columns',
    neuron: null,
    neuronOrder: 'number',
    marked: false,
    expanded: true,
    values: 'off',
    cell: null,
    written: null,
    scaled: false,
    clusterOrder: 'size',
    positions: 'tenths',
    classing: 'speech',
    words: 'frequent',
    overview: false,
    lensSort: 'spread',
    reversed: false,
    corpusPart: 'tokens',
    headScope: 'head',
    group: 'all',
    against: null,
    topTokens: 20,
    leastCount: 2,
    punctuation: true,
    word: null,
    similarity: 'fuji',
    similarityOrder: 'likeness',
    movedRows: 'all',
    alikeHeads: 'flow',
    askers: [],
    thumbnails: 'heat',
    allLabels: false,
    tau: 0.15,
    root: null,
    frozen: [],
    glyph: null,
    through: [],
    opened: [],
    folded: [],
    other: null,
    comparison: 'both',
    difference: false,
    bothGlyphs: false,
    quantity: 'self',
    vectors: 'layer',
    aggregate: 'mean',
    axis: 'linear',
    span: null,
    styles: [],
    made: [],
    ...ALL_DOCUMENTS,
    theme: 'auto',
  };
}
