/** What the samples show as comma-separated values. */

import { csvLine } from '../csv';
import type { DocumentEntry } from '../payload';
import type { Alike } from './alike';
import type { Gain, HeadGain, MovedHead } from './moved';

export function* movedHeadLines(heads: readonly MovedHead[]): Generator<string> {
  yield csvLine(['kind', 'layer', 'head', 'moved']);
  for (const { kind, layer, head, mean } of heads) yield csvLine([kind, layer, head, short(mean)]);
}

/** Heads by their edges, then classes by the attention that they receive. */
export function* gainLines(heads: readonly HeadGain[], classes: readonly Gain[]): Generator<string> {
  yield csvLine(['what', 'name', 'first', 'second', 'difference']);
  const line = (what: string, { name, first, second }: Gain) =>
    csvLine([what, name, short(first), short(second), short(second - first)]);
  for (const gain of heads) yield line('edges of a head', gain);
  for (const gain of classes) yield line('attention to a class', gain);
}

export function* movedDocumentLines(
  documents: readonly (readonly [number, number])[],
  entries: readonly DocumentEntry[],
): Generator<string> {
  yield csvLine(['document', 'moved']);
  for (const [number, moved] of documents) yield csvLine([entries[number]?.id ?? '', short(moved)]);
}

export function* alikeLines(alike: readonly Alike[], entries: readonly DocumentEntry[]): Generator<string> {
  yield csvLine(['document', 'similarity', 'edges']);
  for (const { document, similarity, nEdges } of alike) {
    yield csvLine([entries[document]?.id ?? '', short(similarity), nEdges]);
  }
}

/** Eight bits keep about three digits. */
function short(value: number): number {
  return Number(value.toPrecision(4));
}
