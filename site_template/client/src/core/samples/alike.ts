/** Documents whose flow resembles that of another: by the classes of words that ask and answer in the edges of heads. */

import type { LoadedFlows } from '../corpus/statistics';
import type { FlowProfiles, TokenSequence } from '../payload';
import type { PageState } from '../state';

export interface Alike {
  /** Number in the manifest. */
  document: number;
  /** Weighted Jaccard similarity of the shares of edges, 0 to 1. */
  similarity: number;
  /** Edges of the document that were compared. */
  nEdges: number;
}

/** Which edges are compared, by their place in `FlowProfiles.heads` and `classes`. */
export interface EdgeChoice {
  heads: ReadonlySet<number>;
  /** Classes that ask; null for all. */
  askers: ReadonlySet<number> | null;
}

/**
 * The other documents, the most alike first, of equal ones the earlier.
 *
 * With `a` and `b` the shares of two documents' edges by head, class asking and class answering, the similarity is
 * `Σ min(a, b) / Σ max(a, b)`. A document without edges is like none.
 *
 * @returns Null if `document` has no such edge itself.
 */
export function alikeDocuments(flows: LoadedFlows, document: number, choice: EdgeChoice): Alike[] | null {
  const { classes, heads } = flows.payload;
  const numbers = Array.from(flows.documents.values);
  const own = numbers.indexOf(document);
  const nOwn = countEdges(flows, own, choice);
  if (nOwn === 0) return null;
  const shares = new Float64Array(heads.length * classes.length ** 2);
  eachBin(flows, own, choice, (bin, count) => (shares[bin] = count / nOwn));
  return numbers
    .flatMap((number, place) => {
      if (number === document) return [];
      const nEdges = countEdges(flows, place, choice);
      let shared = 0;
      eachBin(flows, place, choice, (bin, count) => (shared += Math.min(shares[bin] ?? 0, count / nEdges)));
      // The shares of either side sum to 1, so what they do not share counts twice.
      return [{ document: number, similarity: shared / (2 - shared), nEdges }];
    })
    .sort((a, b) => b.similarity - a.similarity || a.document - b.document);
}

function countEdges(flows: LoadedFlows, place: number, choice: EdgeChoice): number {
  let sum = 0;
  eachBin(flows, place, choice, (_, count) => (sum += count));
  return sum;
}

/** The chosen edges of a document, given by its place, counted by head and classes. A list of them would be slow. */
function eachBin(
  { payload, documents, starts, edges: { values, shape } }: LoadedFlows,
  place: number,
  { heads, askers }: EdgeChoice,
  visit: (bin: number, count: number) => void,
): void {
  const nClasses = payload.classes.length;
  const nRows = shape[1] ?? 0;
  const start = starts.values[place] ?? nRows;
  const end = place + 1 < documents.values.length ? (starts.values[place + 1] ?? nRows) : nRows;
  for (let row = start; row < end; row++) {
    const head = values[row] ?? 0;
    const asker = values[nRows + row] ?? 0;
    if (!heads.has(head) || askers?.has(asker) === false) continue;
    const answerer = values[2 * nRows + row] ?? 0;
    visit((head * nClasses + asker) * nClasses + answerer, values[3 * nRows + row] ?? 0);
  }
}

/** Places of the heads by which documents are to be alike, as the page has them chosen. */
export function chosenHeads({ heads }: Pick<FlowProfiles, 'heads'>, page: PageState): Set<number> {
  const isOwn = (kind: string, layer: number) => kind === page.kind && layer === page.layer;
  const passes = {
    flow: (kind: string, layer: number, head: number) =>
      page.through.find((each) => each.kind === kind && each.layer === layer)?.numbers.includes(head) ?? true,
    layer: (kind: string, layer: number, head: number) => isOwn(kind, layer) && (page.heads?.includes(head) ?? true),
    head: (kind: string, layer: number, head: number) => isOwn(kind, layer) && head === page.head,
  }[page.alikeHeads];
  return new Set(heads.flatMap(([kind, layer, head], place) => (passes(kind, layer, head) ? [place] : [])));
}

/**
 * Names of the classes of some tokens: of special ones that of their name, of the others the one class that is none of
 * a special token. Null where words have several, because a document does not say which of them a word has.
 */
export function classesOfTokens(
  { classes }: Pick<FlowProfiles, 'classes'>,
  { tokens, special }: Pick<TokenSequence, 'tokens' | 'special'>,
  numbers: readonly number[],
): string[] | null {
  const others = classes.filter(({ role }) => role !== 'special');
  const names = numbers.map((number) => {
    const own = special[number]
      ? classes.find(({ role, name }) => role === 'special' && name === tokens[number])
      : others.length === 1
        ? others[0]
        : undefined;
    return own?.name;
  });
  return names.includes(undefined) ? null : [...new Set(names.filter((name) => name !== undefined))];
}
