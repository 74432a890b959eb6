/** How two models differ over the documents: what of their attention moved, and who gained or lost by it. */

import type { LoadedComparison, LoadedPartComparison } from '../corpus/comparisons';
import { headsInScope } from '../corpus/heads';
import type { AttentionKind, Quantised } from '../payload';
import type { MOVED_ROWS, PageState } from '../state';

export type MovedRows = (typeof MOVED_ROWS)[number];

export interface MovedHead {
  kind: AttentionKind;
  layer: number;
  head: number;
  /** Mean over documents of the total variation distance of the rows, 0 to 1. */
  mean: number;
}

/** What one of two models has more of than the other. */
export interface Gain {
  name: string;
  /** Of the selected model, and of the other. */
  first: number;
  second: number;
}

export interface HeadGain extends Gain {
  kind: AttentionKind;
  layer: number;
  head: number;
}

/** Numbers in the manifest of the documents that were compared. */
export function comparedDocuments({ documents }: LoadedComparison): readonly number[] {
  return Array.from(documents.values);
}

/**
 * What moved in each head, the mean over the compared documents that are among `documents`.
 *
 * @param documents Numbers in the manifest; null for all.
 */
export function movedHeads(
  comparison: LoadedComparison,
  rows: MovedRows,
  documents: ReadonlySet<number> | null,
): MovedHead[] {
  const places = comparedDocuments(comparison).flatMap((number, place) =>
    documents?.has(number) === false ? [] : [place],
  );
  return comparison.parts.flatMap((part) => {
    const moved = movedOf(part, rows);
    if (!moved) return [];
    const nHeads = part.payload.heads.length;
    return part.payload.heads.map(([layer, head], at) => {
      const sum = places.reduce((all, place) => all + valueOf(moved, place * nHeads + at), 0);
      return { kind: part.payload.kind, layer, head, mean: places.length === 0 ? 0 : sum / places.length };
    });
  });
}

/** By number in the manifest, what moved in a document: the sum over all heads. */
export function movedDocuments(comparison: LoadedComparison, rows: MovedRows): Map<number, number> {
  return new Map(
    comparedDocuments(comparison).map((number, place) => {
      const sums = comparison.parts.map((part) => {
        const nHeads = part.payload.heads.length;
        const moved = movedOf(part, rows);
        if (!moved) return 0;
        return part.payload.heads.reduce((sum, _, at) => sum + valueOf(moved, place * nHeads + at), 0);
      });
      return [number, sums.reduce((sum, each) => sum + each, 0)];
    }),
  );
}

/** Heads whose distances are summed, which is the largest sum that a document can have. */
export function headsSummed({ parts }: LoadedComparison, rows: MovedRows): number {
  return parts.reduce((sum, part) => sum + (movedOf(part, rows) ? part.payload.heads.length : 0), 0);
}

function movedOf({ moved, rootMoved }: LoadedPartComparison, rows: MovedRows): Quantised | null {
  return rows === 'root' ? rootMoved : moved;
}

function valueOf({ codes, table }: Quantised, at: number): number {
  return table[codes[at] ?? 0] ?? 0;
}

/** Mean number of edges per document by each head, for the two models. */
export function headGains(comparison: LoadedComparison, first: string): HeadGain[] {
  return comparison.parts.flatMap(({ payload, edges }) => {
    const [ofFirst, ofSecond] = inOrder(edges, comparison, first);
    return payload.heads.map(([layer, head], at) => ({
      name: `${payload.kind} L${layer} · H${head}`,
      kind: payload.kind,
      layer,
      head,
      first: ofFirst[at] ?? 0,
      second: ofSecond[at] ?? 0,
    }));
  });
}

/**
 * The share of attention that the tokens of each class receive, for the two models, the mean over the heads that the
 * page has in scope; classes that receive none are left out.
 */
export function classGains(
  comparison: LoadedComparison,
  first: string,
  page: Pick<PageState, 'kind' | 'headScope' | 'layer' | 'head'>,
): Gain[] {
  const part = comparison.parts.find(({ payload }) => payload.kind === page.kind);
  if (!part) return [];
  const { classes } = comparison.payload;
  const places = headsInScope(part.payload.heads, page);
  const mean = (values: Float32Array, name: number) =>
    places.reduce((sum, at) => sum + (values[at * classes.length + name] ?? 0), 0) / Math.max(1, places.length);
  const [ofFirst, ofSecond] = inOrder(part.received, comparison, first);
  return classes
    .map(({ name }, at) => ({ name, first: mean(ofFirst, at), second: mean(ofSecond, at) }))
    .filter((gain) => gain.first > 0 || gain.second > 0);
}

/** The export keeps two models in one order; the reader's may be the other. */
function inOrder<T>([one, other]: readonly [T, T], { payload }: LoadedComparison, first: string): readonly [T, T] {
  return payload.models[0] === first ? [one, other] : [other, one];
}

/** The largest differences first, and of equal ones the order given. */
export function byDifference<T extends Gain>(gains: readonly T[]): T[] {
  return gains.toSorted((a, b) => Math.abs(b.second - b.first) - Math.abs(a.second - a.first));
}
