/** HeadLens of one head: its clusters of queries, keys and values, how alike they are, and what is written. */

import type { LoadedIndex, LoadedLens, LoadedSet } from './lenses';
import type { Counts, TokenClass, LensSequence, VectorCodes } from '../payload';
import type { PageState } from '../state';

export type Role = 'query' | 'key' | 'value';

/** A word that stands for a cluster. */
export interface ClusterWord {
  text: string;
  /** Place of its class in `LensSequence.classes`. */
  wordClass: number;
  /** Tokens of it in the cluster. */
  count: number;
  /** How distinctive it is (z-score of the log-odds); null in the list of frequent words. */
  score: number | null;
}

export interface Cluster {
  role: Role;
  number: number;
  /** Vectors in it, and their share of the head's. */
  size: number;
  share: number;
  /** Shares of the classes of tokens, of the tenths of a sequence, and of its places 0 to 30 and the rest. */
  classes: readonly number[];
  /** Shares of the classes of tokens by the relation of their word; null without a parser. */
  relations: readonly number[] | null;
  deciles: readonly number[];
  places: readonly number[];
  frequent: readonly ClusterWord[];
  distinctive: readonly ClusterWord[];
  /** Places in `LensSequence.examples`. */
  examples: readonly number[];
}

/** A matrix over clusters by their numbers, row-major. */
export interface ClusterMatrix {
  nRows: number;
  nColumns: number;
  values: Float64Array;
}

export interface HeadLens {
  layer: number;
  head: number;
  /** Heads that share keys and values with it, itself left out. */
  beside: readonly number[];
  rotated: boolean;
  scaling: number;
  query: readonly Cluster[];
  key: readonly Cluster[];
  value: readonly Cluster[];
  /** Inner products of centroids, axes (query cluster, key cluster). */
  similarity: ClusterMatrix;
  /** Tokens, axes (key cluster, value cluster). */
  written: ClusterMatrix;
  /** Cluster numbers such that like ones are neighbours. */
  queryOrder: readonly number[];
  keyOrder: readonly number[];
  querySide: LensSide;
  keySide: LensSide;
}

/** What was read of the sequence that vectors are from. */
export interface LensSide {
  sequence: LensSequence;
  /** Inflated examples, axes (example, field). */
  examples: Counts;
}

/** @returns Null if the lens has no such head. */
export function headLens(index: LoadedIndex, lens: LoadedLens, head: number): HeadLens | null {
  const { payload } = lens;
  const at = payload.heads.indexOf(head);
  const keyAt = payload.key_heads[at];
  const [querySide, keySide] = [sideOf(index, payload.query_sequence), sideOf(index, payload.key_sequence)];
  if (keyAt === undefined || !querySide || !keySide) return null;
  const query = clustersOf('query', lens.query, at, querySide.sequence);
  const key = clustersOf('key', lens.key, keyAt, keySide.sequence);
  const value = clustersOf('value', lens.value, keyAt, keySide.sequence);
  return {
    layer: payload.layer,
    head,
    beside: payload.heads.filter((_, other) => other !== at && payload.key_heads[other] === keyAt),
    rotated: payload.rotated,
    scaling: payload.scaling,
    query,
    key,
    value,
    similarity: cut(vectorSlab(lens.similarity, at), query.length, key.length),
    written: cut(countSlab(lens.written, keyAt), key.length, value.length),
    queryOrder: countSlab(lens.queryOrder, at).values.slice(0, query.length),
    keyOrder: countSlab(lens.keyOrder, at).values.slice(0, key.length),
    querySide,
    keySide,
  };
}

/** What is known of the side that a role's vectors are from. */
export function sideOfRole(lens: HeadLens, role: Role): LensSide {
  return role === 'query' ? lens.querySide : lens.keySide;
}

/** Classes of the tokens of a side. */
export function classesOf(lens: HeadLens, role: Role): readonly TokenClass[] {
  return sideOfRole(lens, role).sequence.classes;
}

/** What bars show of the tokens of a role's clusters. */
export interface Grouping {
  name: 'classes' | 'relations';
  classes: readonly TokenClass[];
  sharesOf: (cluster: Cluster) => readonly number[];
}

/** Classes of tokens, or, where they were asked for and there are any, relations. */
export function groupingOf(lens: HeadLens, role: Role, classing: PageState['classing']): Grouping {
  const { classes, relations } = sideOfRole(lens, role).sequence;
  return classing === 'relations' && relations && lens[role].every((cluster) => cluster.relations)
    ? { name: 'relations', classes: relations, sharesOf: (cluster) => cluster.relations ?? [] }
    : { name: 'classes', classes, sharesOf: (cluster) => cluster.classes };
}

/** Whether words of either side have relations. */
export function hasRelations(lens: HeadLens): boolean {
  return [lens.query, lens.key].some((clusters) => clusters.some(({ relations }) => relations));
}

export function valueAt({ nColumns, values }: ClusterMatrix, row: number, column: number): number {
  return values[row * nColumns + column] ?? 0;
}

/** The largest place of a matrix, or of one of its rows; the first of equals. */
export function largestAt(matrix: ClusterMatrix, row?: number): readonly [number, number] {
  const { nColumns, values } = matrix;
  const [from, to] = row === undefined ? [0, values.length] : [row * nColumns, (row + 1) * nColumns];
  let best = from;
  for (let at = from; at < to; at++) if ((values[at] ?? 0) > (values[best] ?? 0)) best = at;
  return [Math.floor(best / nColumns), best % nColumns];
}

/** Every row as shares of its sum. */
export function rowShares({ nRows, nColumns, values }: ClusterMatrix): ClusterMatrix {
  const shares = new Float64Array(values.length);
  for (let row = 0; row < nRows; row++) {
    const cells = values.subarray(row * nColumns, (row + 1) * nColumns);
    const sum = cells.reduce((total, value) => total + value, 0);
    if (sum > 0) shares.set(cells.map((value) => value / sum), row * nColumns); // prettier-ignore
  }
  return { nRows, nColumns, values: shares };
}

function sideOf({ index, examples }: LoadedIndex, name: LensSequence['sequence']): LensSide | null {
  const place = index.sequences.findIndex(({ sequence }) => sequence === name);
  const [sequence, inflated] = [index.sequences[place], examples[place]];
  return sequence && inflated ? { sequence, examples: inflated } : null;
}

function clustersOf(role: Role, set: LoadedSet, head: number, { words, relations }: LensSequence): Cluster[] {
  const sizes = countSlab(set.sizes, head).values;
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const [classes, deciles, positions, examples] = [set.classes, set.deciles, set.positions, set.examples].map(
    (counts) => countSlab(counts, head),
  ) as [Slab, Slab, Slab, Slab];
  const related = relations && set.relations && countSlab(set.relations, head);
  const [frequent, distinctive] = [countSlab(set.frequent, head), countSlab(set.distinctive, head)];
  const scores = vectorSlab(set.zScores, head);
  const listed = (slab: Slab, number: number, score: (rank: number) => number | null): ClusterWord[] =>
    pairsOf(rowOf(slab, number)).flatMap(([word, count], rank) => {
      const known = words[word];
      return count > 0 && known ? [{ text: known.text, wordClass: known.word_class, count, score: score(rank) }] : [];
    });
  return Array.from({ length: set.nClusters[head] ?? 0 }, (_, number): Cluster => {
    const size = sizes[number] ?? 0;
    const shares = (slab: Slab) => rowOf(slab, number).map((count) => count / Math.max(1, size));
    const zScores = rowOf(scores, number);
    return {
      role,
      number,
      size,
      share: size / Math.max(1, total),
      classes: shares(classes),
      relations: related ? shares(related) : null,
      deciles: shares(deciles),
      places: shares(positions),
      frequent: listed(frequent, number, () => null),
      distinctive: listed(distinctive, number, (rank) => zScores[rank] ?? 0),
      examples: rowOf(examples, number)
        .filter((place) => place > 0)
        .map((place) => place - 1),
    };
  });
}

/** The part of an array at one place of its first axis; `width` is the product of the axes after the second. */
interface Slab {
  width: number;
  values: number[];
}

function countSlab({ shape, values }: Counts, at: number): Slab {
  const width = shape.slice(2).reduce((product, length) => product * length, 1);
  const size = width * (shape[1] ?? 1);
  return { width, values: Array.from(values.subarray(at * size, (at + 1) * size)) };
}

function vectorSlab({ shape, scales, codes, top }: VectorCodes, at: number): Slab {
  const [, nVectors = 0, dim = 0] = shape;
  const first = at * nVectors;
  return {
    width: dim,
    values: Array.from(codes.subarray(first * dim, (first + nVectors) * dim), (code, place) => {
      const vector = first + Math.floor(place / dim);
      return ((scales[vector] ?? 0) * code) / top;
    }),
  };
}

function rowOf({ width, values }: Slab, row: number): number[] {
  return values.slice(row * width, (row + 1) * width);
}

function pairsOf(values: readonly number[]): [number, number][] {
  return Array.from({ length: values.length / 2 }, (_, at) => [values[2 * at] ?? 0, values[2 * at + 1] ?? 0]);
}

/** The part of a matrix that a head fills. */
function cut(slab: Slab, nRows: number, nColumns: number): ClusterMatrix {
  const rows = Array.from({ length: nRows }, (_, row) => rowOf(slab, row).slice(0, nColumns));
  return { nRows, nColumns, values: Float64Array.from(rows.flat()) };
}
