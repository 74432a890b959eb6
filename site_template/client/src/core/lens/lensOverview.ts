/** All heads of a model as the overview lists them. */

import { inList, sketchName } from './lensNames';
import type {
  AttentionKind,
  ClusterSketch,
  HeadSketch,
  TokenClass,
  LensIndex,
  LensSequence,
  LensWord,
} from '../payload';
import type { LENS_SORTS, PageState } from '../state';

export type LensSort = (typeof LENS_SORTS)[number];

export interface SketchSide {
  cluster: number;
  /** `auxiliaries`. */
  name: string;
  /** Its largest class, for a colour; null if it has none. */
  firstClass: TokenClass | null;
  words: readonly string[];
  size: number;
}

export interface OverviewRow {
  kind: AttentionKind;
  layer: number;
  head: number;
  query: SketchSide;
  key: SketchSide;
  similarity: number;
  scaled: number;
  spread: number;
}

/** Whether HeadLens shows all heads: while none is selected, or on demand. */
export function isOverview({ head, overview }: Pick<PageState, 'head' | 'overview'>): boolean {
  return head === null || overview;
}

/** In which sequences queries and keys of a kind of attention are. */
const SIDES: Record<AttentionKind, readonly [LensSequence['sequence'], LensSequence['sequence']]> = {
  encoder: ['source', 'source'],
  decoder: ['target', 'target'],
  cross: ['target', 'source'],
};

export function overviewRows({ heads, sequences }: LensIndex): OverviewRow[] {
  const find = (name: LensSequence['sequence']) =>
    // A model without an encoder reads everything as its source.
    sequences.find(({ sequence }) => sequence === name) ?? sequences[0];
  return heads.map((sketch) => {
    const [query, key] = SIDES[sketch.kind].map(find);
    return rowOf(sketch, query, key);
  });
}

function rowOf(sketch: HeadSketch, query: LensSequence | undefined, key: LensSequence | undefined): OverviewRow {
  const { kind, layer, head, similarity, scaled, spread } = sketch;
  return {
    kind,
    layer,
    head,
    query: sideOf(sketch.query, query),
    key: sideOf(sketch.key, key),
    similarity,
    scaled,
    spread,
  };
}

function sideOf(sketch: ClusterSketch, sequence: LensSequence | undefined): SketchSide {
  const classes: readonly TokenClass[] = sequence?.classes ?? [];
  const words: readonly LensWord[] = sequence?.words ?? [];
  const first = classes[sketch.classes[0]?.[0] ?? -1];
  return {
    cluster: sketch.cluster,
    name: sketchName(sketch, classes),
    firstClass: first ?? null,
    words: sketch.words.map((word) => inList(words[word]?.text ?? '?')),
    size: sketch.size,
  };
}

const KIND_ORDER: readonly AttentionKind[] = ['encoder', 'decoder', 'cross'];

function byNumber(a: OverviewRow, b: OverviewRow): number {
  return KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind) || a.layer - b.layer || a.head - b.head;
}

/** Names ascend, numbers descend; equal rows stay in the order of the heads. */
const COMPARE: Record<LensSort, (a: OverviewRow, b: OverviewRow) => number> = {
  head: byNumber,
  asks: (a, b) => compareText(a.query.name, b.query.name),
  asking: (a, b) => b.query.size - a.query.size,
  answers: (a, b) => compareText(a.key.name, b.key.name),
  answering: (a, b) => b.key.size - a.key.size,
  similarity: (a, b) => b.similarity - a.similarity,
  scaled: (a, b) => b.scaled - a.scaled,
  spread: (a, b) => b.spread - a.spread,
};

/** By code units: the same in every locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function sortedRows(rows: readonly OverviewRow[], sort: LensSort, reversed: boolean): OverviewRow[] {
  const sign = reversed ? -1 : 1;
  return rows.toSorted((a, b) => sign * COMPARE[sort](a, b) || byNumber(a, b));
}

/** Whether a column ascends. */
export function isAscending(sort: LensSort, reversed: boolean): boolean {
  return (sort === 'head' || sort === 'asks' || sort === 'answers') !== reversed;
}

/** Names of the classes, for a sentence: `auxiliaries (was, is) → nouns (time, man)`. */
export function inWords({ query, key }: OverviewRow): string {
  const side = ({ name, words }: SketchSide) => (words.length ? `${name} (${words.join(', ')})` : name);
  return `${side(query)} → ${side(key)}`;
}
