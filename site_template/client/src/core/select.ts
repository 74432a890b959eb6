/** What is selected, made to fit what there is: a link may come from another page, or from a hand. */

import { partAround, SHOWN } from './cut';
import type { Attention, Document, DocumentEntry, HeadVectors, ModelInfo, ModelRun, TokenSequence } from './payload';
import { VIEWS, type PageState, type ViewName } from './state';
import type { Aggregate } from './tokens/tokensState';

/** Token numbers mean something only within one sequence. */
const NO_TOKENS = { queries: [], keys: [] };

/**
 * The state after a change; another document, model or kind lets go of the pinned tokens, another document, model or
 * part of the flow, another model, kind, layer or head of the pinned neuron and of the boxed clusters, and another model or
 * kind of what was made of its vectors.
 */
export function changed(page: PageState, change: Partial<PageState>): PageState {
  const next = { ...page, part: partAfter(page, change), ...change };
  const isSame = (...fields: (keyof PageState)[]) => fields.every((field) => next[field] === page[field]);
  const tokens = isSame('document', 'model', 'kind') ? {} : NO_TOKENS;
  const ofHead = isSame('model', 'kind', 'layer', 'head') ? {} : { neuron: null, cell: null, written: null };
  const ofFlow = isSame('document', 'model', 'part') ? {} : { root: null, frozen: [], glyph: null };
  const ofVectors = isSame('model', 'kind') ? {} : { styles: [], made: [], aggregate: ownAggregate(next) };
  const ofSeries = isSame('document', 'model', 'kind', 'part') ? {} : { span: null };
  return { ...next, ...tokens, ...ofHead, ...ofFlow, ...ofVectors, ...ofSeries, ...change };
}

/**
 * A long document is opened where a token of it is pinned, unless all of it is shown; if it is open already, at another
 * part only where the token is not in sight.
 */
function partAfter({ document, part }: PageState, change: Partial<PageState>): PageState['part'] {
  if (change.document === undefined || part === null) return part;
  const [pinned] = [...(change.queries ?? []), ...(change.keys ?? [])];
  const isInSight = pinned === undefined || (pinned >= part && pinned < part + SHOWN);
  return change.document === document && isInSight ? part : partAround(pinned);
}

/** An aggregate that the reader made goes with its vectors. */
function ownAggregate({ aggregate }: PageState): Aggregate {
  return typeof aggregate === 'number' ? 'mean' : aggregate;
}

/** Number of the selected document in the manifest; -1 if there is none of that id. */
export function documentIndex(page: PageState, entries: readonly DocumentEntry[]): number {
  return entries.findIndex((entry) => entry.id === page.document);
}

/** What the selected model made of a document, or the first of those that read it. */
export function runOf(page: PageState, { runs }: Document): ModelRun | undefined {
  return runs.find((run) => run.model === page.model) ?? runs[0];
}

/** The models that read a document, in the order of the manifest. */
export function readersOf(models: readonly ModelInfo[], { runs }: Document): ModelInfo[] {
  return models.filter(({ key }) => runs.some((run) => run.model === key));
}

/** The selected kind of attention of a run, or its first. */
export function attentionOf(page: PageState, run: ModelRun): Attention | undefined {
  return run.attention.find((attention) => attention.kind === page.kind) ?? run.attention[0];
}

/** In the place of attention where there is none. */
export const NO_ATTENTION: Attention = { kind: 'encoder', query: 'source', key: 'source', layers: [] };

/** The views that have something to show of a run. */
export function viewsOf({ attention }: ModelRun): readonly ViewName[] {
  return attention.length > 0 ? VIEWS : VIEWS.filter((view) => view === 'tokens');
}

/** One of the two sequences of a run by its name; a run without a target has but one. */
export function sequenceOf(run: ModelRun, name: Attention['query']): TokenSequence {
  return (name === 'target' ? run.target : null) ?? run.source;
}

/** The state with every selection that the document cannot honour moved to the nearest it can. */
export function fitted(page: PageState, run: ModelRun, attention: Attention): PageState {
  const layers = attention.layers.map((candidate) => candidate.layer);
  const layer = nearest(page.layer, layers);
  const isLayer = (number: number) => layers.includes(number);
  const { heads = [], vectors } = attention.layers.find((candidate) => candidate.layer === layer) ?? {};
  const query = sequenceOf(run, attention.query);
  const key = sequenceOf(run, attention.key);
  const views = viewsOf(run);
  return {
    ...page,
    view: views.includes(page.view) ? page.view : 'tokens',
    model: run.model,
    kind: attention.kind,
    layer,
    head: fittedHead(page, heads),
    heads: page.heads && inside(page.heads, (head) => heads.includes(head)),
    queries: inside(page.queries, (token) => token < query.tokens.length),
    keys: inside(page.keys, (token) => token < key.tokens.length),
    neuron: page.model === run.model && isNeuron(page.neuron, vectors) ? page.neuron : null,
    pair: run.attention.length > 0 && isPair(query) && isPair(key) ? page.pair : 'all',
    multiples: inside(page.multiples, isLayer),
    piles: inside(page.piles, (number) => isLayer(number) && !page.multiples.includes(number)),
    collapsed: inside(page.collapsed, isLayer),
  };
}

function isNeuron(neuron: number | null, vectors: HeadVectors | null | undefined): boolean {
  return neuron !== null && neuron < (vectors?.query.shape[2] ?? 0);
}

/** The Neurons view shows one head, so there one is always selected: the first of those switched on. */
function fittedHead({ view, head, heads: switchedOn }: PageState, heads: readonly number[]): number | null {
  if (head !== null && heads.includes(head)) return head;
  if (view !== 'neurons') return null;
  return heads.find((each) => switchedOn?.includes(each) ?? true) ?? heads[0] ?? null;
}

/** Whether a sequence holds two sentences. */
export function isPair(sequence: TokenSequence): boolean {
  return sequence.segments.includes(1);
}

/** The layer `step` places further among those that are kept, or the last on that side. */
export function neighbourLayer(attention: Attention, layer: number, step: number): number {
  const layers = attention.layers.map((candidate) => candidate.layer);
  return layers[clamp(layers.indexOf(layer) + step, layers.length)] ?? layer;
}

/** The head `step` places further in its layer, the first (or last) if none is selected. */
export function neighbourHead(heads: readonly number[], head: number | null, step: number): number | null {
  const place = head === null ? (step > 0 ? 0 : heads.length - 1) : heads.indexOf(head) + step;
  return heads[clamp(place, heads.length)] ?? null;
}

function nearest(wanted: number, numbers: readonly number[]): number {
  return numbers.reduce(
    (best, number) => (Math.abs(number - wanted) < Math.abs(best - wanted) ? number : best),
    numbers[0] ?? 0,
  );
}

function clamp(place: number, length: number): number {
  return Math.max(0, Math.min(length - 1, place));
}

/** Those that fit, each once; the list itself if all do, so that nothing downstream has to start again. */
function inside(numbers: readonly number[], fits: (value: number) => boolean): readonly number[] {
  const kept = [...new Set(numbers)].filter(fits);
  return kept.length === numbers.length ? numbers : kept;
}
