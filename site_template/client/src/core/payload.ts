/** Names of the payload types, and the seam between loading and the views. */

import type * as contract from '../contract';
import type { Attention, Document, HeadVectors, ModelInfo, ModelRun, SizeLimit, TokenVector } from '../contract';
import type { Corpora } from './corpora';
import type { Comparisons } from './corpus/comparisons';
import type { CorpusStatistics } from './corpus/statistics';
import type { Cut } from './cut';
import type { Cuts } from './excerpt';
import type { Lenses } from './lens/lenses';
import type { Library } from './library';
import type { PageState } from './state';

export type {
  Attention,
  AttentionLayer,
  AttentionShape,
  ClassPrediction,
  ClusterSet,
  ClusterSketch,
  Comparison,
  ComparisonEntry,
  Contents,
  Corpus,
  CorpusEntry,
  CorpusPatterns,
  CountArray,
  Document,
  DocumentEntry,
  DocumentGroup,
  FloatArray,
  FlowProfiles,
  GeneratedPrediction,
  GeneratedStep,
  HeadSketch,
  HeadVectors,
  LayerClusters,
  LayerNetwork,
  LayerPatterns,
  LensIndex,
  LensIndexEntry,
  LensLayer,
  LensSequence,
  LensText,
  LensWord,
  Linkage,
  MaskedPosition,
  MaskedTokenPrediction,
  ModelInfo,
  ModelRun,
  NextTokenPrediction,
  PackedArray,
  PartComparison,
  PartStatistics,
  RunSummary,
  ScoredLabel,
  Site,
  SizeLimit,
  Statistics,
  TokenBlock,
  TokenClass,
  TokenScores,
  TokenVector,
  TokenType,
  UncomparedEntry,
  VectorArray,
} from '../contract';

/** Tokens that a model read; of a long sequence those that are shown, and which these are. */
export interface TokenSequence extends contract.TokenSequence {
  cut?: Cut;
}

export type AttentionKind = Attention['kind'];
export type Prediction = NonNullable<ModelRun['prediction']>;

/** Attention of one layer, still in the bytes it travelled in. */
export interface LayerCodes {
  /** Number of the layer in the model. */
  layer: number;
  /** Numbers of the heads, in the order of `codes`. */
  heads: readonly number[];
  nQuery: number;
  nKey: number;
  /** Axes (head, query, key), row-major. */
  codes: Uint8Array;
  /** The weight that each of the 256 codes stands for. */
  table: Float32Array;
  /** Largest absolute difference of a weight from the one the model computed. */
  maxError: number;
  /** Half-steps to the next code that a weight can be off by; 1 if it is not given, more where weights were added up. */
  blur?: number;
}

/** Vectors in the integers they travelled in; they lie along the last axis. */
export interface VectorCodes {
  /** Length of each axis, outermost first. */
  shape: readonly number[];
  /** One per vector: `value = scale * code / top`. */
  scales: Float32Array;
  /** Row-major. */
  codes: Int16Array | Int32Array;
  /** The code of a number as large as its vector's scale. */
  top: number;
}

/** Numbers from 0 in the codes they travelled in. */
export interface Quantised {
  /** Length of each axis, outermost first. */
  shape: readonly number[];
  /** Row-major. */
  codes: Uint8Array;
  /** The number that each of the 256 codes stands for. */
  table: Float32Array;
  /** Largest absolute difference of a number from the one that was computed. */
  maxError: number;
}

/** Whole numbers from 0. */
export interface Counts {
  /** Length of each axis, outermost first. */
  shape: readonly number[];
  /** Row-major. */
  values: Uint8Array | Uint16Array | Uint32Array;
}

/** Clusters of the lens that the tokens of a layer fall in: `AttentionLayer.lens`, inflated. */
export interface TokenClusters {
  /** Numbers of the heads, in the order of `query`. */
  heads: readonly number[];
  /** Axes (head, query), (key head, key) and (key head, key). */
  query: Counts;
  key: Counts;
  value: Counts;
}

/** A vector of numbers that was imported in place of attention: `TokenVector`, inflated. */
export interface ImportedVector {
  /** The place of its block, and its own in the block. */
  block: number;
  place: number;
  payload: TokenVector;
  /** First token of its block. */
  start: number;
  /** Axes (token). */
  values: Float32Array;
}

/** Query, key and value vectors of a layer, and the terms of its scores: the arrays of `payload`, inflated. */
export interface LayerVectors {
  /** Number of the layer in the model, and of its heads in the order of the arrays. */
  layer: number;
  heads: readonly number[];
  payload: HeadVectors;
  query: VectorCodes;
  key: VectorCodes;
  value: VectorCodes;
  pairTerms: VectorCodes | null;
  /** Axes (head, offset), (head, key) and (head, query), row-major. */
  offsetBias: Float32Array | null;
  keyBias: Float32Array | null;
  outside: Float32Array | null;
}

export interface LoadedDocument {
  readonly document: Document;
  /** Inflates a layer once; later calls give the same promise. Rejects with a readable sentence. */
  layerCodes(model: string, kind: AttentionKind, layer: number): Promise<LayerCodes>;
  /** The same for the vectors of a layer, in an excerpt too those of all tokens; null if there are none, as of blocks. */
  layerVectors(model: string, kind: AttentionKind, layer: number): Promise<LayerVectors | null>;
  /** The same for the clusters that its tokens fall in; null without a lens. */
  tokenClusters(model: string, kind: AttentionKind, layer: number): Promise<TokenClusters | null>;
  /** The vectors that were imported in place of attention, inflated once; null where there is attention. */
  importedVectors(model: string): Promise<readonly ImportedVector[] | null>;
  /** What is shown of a document that is too long to be shown at once, itself if it is not. The last one is kept. */
  excerpt(part: PageState['part']): LoadedDocument;
}

/** What every view component is given. */
export interface ViewProps {
  loaded: LoadedDocument;
  /** What was computed over all documents. */
  corpora: Corpora;
  /** Tokens, heads and flows over all documents, and how they differ between models. */
  statistics: CorpusStatistics;
  comparisons: Comparisons;
  /** All documents of the page, in the order of the manifest. */
  library: Library;
  /** Clusters of vectors over a corpus. */
  lenses: Lenses;
  /** The size that the author bounded the page to, and what was left out for it; null for none. */
  limit: SizeLimit | null;
  run: ModelRun;
  /** The selected kind of attention of `run`. */
  attention: Attention;
  /** The sequence along the query axis of `attention`. */
  query: TokenSequence;
  /** The sequence along the key axis of `attention`. */
  key: TokenSequence;
  /** What is shown of both; null if they are shown as a whole. */
  cuts: Cuts | null;
  model: ModelInfo;
  /** All models of the page. */
  models: readonly ModelInfo[];
  page: PageState;
  update: (change: Partial<PageState>) => void;
  /** The address of the page after a change: a fragment with its `#`. */
  addressOf: (change: Partial<PageState>) => string;
}
