/** A document cut down to the part of it that is shown, as the exporter cuts one down to the author's window. */

import { boundsOf, cutOf, isWhole, lengthOf, placeOf, type Cut } from './cut';
import { numberOf } from './describe';
import type { Attention, Document, ModelRun, Prediction, TokenSequence } from './payload';
import { sequenceOf } from './select';
import type { PageState } from './state';

type Part = PageState['part'];

const NO_VECTORS = 'a block of several tokens has none of its own';

/** Whether any model read more tokens than are shown at once. */
export function isLong({ runs }: Document): boolean {
  return runs.some((run) => run.attention.some((attention) => !areWhole(cutsOf(run, attention, null))));
}

/** What is shown along both axes of an attention. */
export interface Cuts {
  query: Cut;
  key: Cut;
}

export function cutsOf(run: ModelRun, { query, key }: Pick<Attention, 'query' | 'key'>, part: Part): Cuts {
  const cut = (name: Attention['query']) => cutOf(sequenceOf(run, name).tokens.length, part);
  return { query: cut(query), key: cut(key) };
}

export function areWhole({ query, key }: Cuts): boolean {
  return isWhole(query) && isWhole(key);
}

/** Whether tokens are shown several as one. */
export function areBlocks({ query, key }: Cuts): boolean {
  return query.block > 1 || key.block > 1;
}

/** What is shown of a sequence that a view is given. */
export function cutOfSequence({ cut, tokens: { length } }: TokenSequence): Cut {
  return cut ?? { total: length, start: 0, end: length, block: 1 };
}

/** The document with only what is shown of its sequences; attention is cut when it is inflated. */
export function cutDocument(document: Document, part: Part): Document {
  return { ...document, runs: document.runs.map((run) => (run.attention.length > 0 ? cutRun(run, part) : run)) };
}

function cutRun(run: ModelRun, part: Part): ModelRun {
  const source = cutOf(run.source.tokens.length, part);
  const target = run.target && cutOf(run.target.tokens.length, part);
  return {
    ...run,
    source: cutSequence(run.source, source),
    target: run.target && target && cutSequence(run.target, target),
    attention: run.attention.map((attention) => cutAttention(run, attention, part)),
    prediction: run.prediction && cutPrediction(run.prediction, source),
    ...(run.continuation ? { continuation: cutContinuation(run.continuation, source) } : {}),
  };
}

function cutAttention(run: ModelRun, attention: Attention, part: Part): Attention {
  const cuts = cutsOf(run, attention, part);
  if (areWhole(cuts)) return attention;
  const layers = attention.layers.map((layer) =>
    areBlocks(cuts) && layer.vectors ? { ...layer, vectors: null, vectors_note: NO_VECTORS } : layer,
  );
  return { ...attention, layers };
}

/** A block takes its segment from its first token, belongs to no word, and is special if all of its tokens are. */
export function cutSequence(sequence: TokenSequence, cut: Cut): TokenSequence {
  if (isWhole(cut)) return sequence;
  const bounds = Array.from({ length: lengthOf(cut) }, (_, place) => boundsOf(cut, place));
  const isBlocks = cut.block > 1;
  const spelled = (tokens: readonly string[], from: number, to: number) => tokens.slice(from, to).join(' ');
  const first = <T>(values: readonly T[], or: T) => bounds.map(([from]) => values[from] ?? or);
  return {
    ...sequence,
    cut,
    tokens: bounds.map(([from, to]) => spelled(sequence.tokens, from, to)),
    labels: isBlocks
      ? bounds.map(([from]) => `${numberOf(sequence, from)} ${sequence.labels[from] ?? ''}…`)
      : first(sequence.labels, ''),
    starts: bounds.map(([from, to]) => sequence.starts.slice(from, to).find((start) => start >= 0) ?? -1),
    ends: bounds.map(([from, to]) => Math.max(...sequence.ends.slice(from, to))),
    words: isBlocks ? bounds.map(() => -1) : first(sequence.words, -1),
    segments: first(sequence.segments, 0),
    special: bounds.map(([from, to]) => sequence.special.slice(from, to).every(Boolean)),
    n_before: (sequence.n_before ?? 0) + cut.start,
    n_after: (sequence.n_after ?? 0) + cut.total - cut.end,
  };
}

function cutPrediction(prediction: Prediction, cut: Cut): Prediction {
  if (prediction.task !== 'masked_tokens') return prediction;
  return { ...prediction, positions: moved(prediction.positions, cut) };
}

function cutContinuation(
  continuation: NonNullable<ModelRun['continuation']>,
  cut: Cut,
): NonNullable<ModelRun['continuation']> {
  const start = Math.min(Math.max(continuation.start, cut.start), cut.end - 1);
  // What a model might have written stands beside a token, not beside a block.
  const steps = cut.block > 1 ? [] : moved(continuation.steps, cut);
  return { ...continuation, start: placeOf(cut, start), steps };
}

/** Those that are shown, at their places. */
function moved<T extends { position: number }>(items: readonly T[], cut: Cut): T[] {
  return items
    .map((item) => ({ ...item, position: placeOf(cut, item.position) }))
    .filter(({ position }) => position >= 0);
}
