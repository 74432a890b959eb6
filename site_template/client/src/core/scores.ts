/** From the products of a query with every key to its attention, step by step. */

import type { Cuts } from './excerpt';
import { isVisible, type HeadTensors } from './vectors';

/** One query of one head. All lists have an entry per key; what is null does not exist in this layer. */
export interface ScoreRow {
  query: number;
  /** False for keys that the query could not see: they took no part, whatever the numbers beside say. */
  visible: readonly boolean[];
  /** q · k, and times the scaling. */
  dot: Float64Array;
  scaled: Float64Array;
  /** The scaled product bent to stay within the soft cap. */
  capped: Float64Array | null;
  /** Terms that are added: by distance, by the key's place, and by both tokens. */
  offsetBias: Float64Array | null;
  keyBias: Float64Array | null;
  pairTerms: Float64Array | null;
  /** What the softmax saw. */
  score: Float64Array;
  /** Softmax of the scores; 0 for masked keys. */
  attention: Float64Array;
  /** Share of the softmax that went to what is not here, such as a sink, or tokens that are not shown. */
  outside: number;
}

/** Vaswani et al. 2017, Section 3.2.1, with the terms that later models add. */
export function scoreRow(head: HeadTensors, query: number): ScoreRow {
  const keys = Array.from({ length: head.nKey }, (_, key) => key);
  const visible = keys.map((key) => isVisible(head, query, key));
  const dot = Float64Array.from(keys, (key) => dotProduct(head, query, key));
  const scaled = dot.map((value) => value * head.scaling);
  const terms = {
    offsetBias: perKey(head.offsetBias, keys, (key) => key - query + head.nQuery - 1),
    keyBias: perKey(head.keyBias, keys, (key) => key),
    pairTerms: perKey(head.pairTerms, keys, (key) => query * head.nKey + key),
  };
  const { softCap } = head;
  const capped = softCap === null ? null : scaled.map((value) => softCap * Math.tanh(value / softCap));
  const score = (capped ?? scaled).slice();
  for (const term of Object.values(terms)) term?.forEach((value, key) => (score[key] = (score[key] ?? 0) + value));
  return { query, visible, dot, scaled, capped, ...terms, score, ...softmax(score, visible, head.outside?.[query]) };
}

/** The keys of a row that are shown: each weight stays what it is of the whole row, that of the others is outside. */
export function shownRow(row: ScoreRow, { query, key: { start, end } }: Cuts): ScoreRow {
  const shown = <T extends Float64Array | null>(values: T) => (values?.subarray(start, end) ?? null) as T;
  const beyond = row.attention.reduce((sum, weight, key) => (key < start || key >= end ? sum + weight : sum), 0);
  return {
    query: row.query - query.start,
    visible: row.visible.slice(start, end),
    dot: shown(row.dot),
    scaled: shown(row.scaled),
    capped: shown(row.capped),
    offsetBias: shown(row.offsetBias),
    keyBias: shown(row.keyBias),
    pairTerms: shown(row.pairTerms),
    score: shown(row.score),
    attention: shown(row.attention),
    outside: row.outside + beyond,
  };
}

function dotProduct({ dim, query, key }: HeadTensors, from: number, to: number): number {
  let sum = 0;
  for (let i = 0; i < dim; i++) sum += (query[from * dim + i] ?? 0) * (key[to * dim + i] ?? 0);
  return sum;
}

function perKey(values: Float32Array | null, keys: readonly number[], at: (key: number) => number) {
  return values && Float64Array.from(keys, (key) => values[at(key)] ?? 0);
}

/** @param outside Logarithm of the exponentials that take part and are not among the scores. */
function softmax(score: Float64Array, visible: readonly boolean[], outside = -Infinity) {
  const seen = score.map((value, key) => (visible[key] ? value : -Infinity));
  const most = seen.reduce((larger, value) => Math.max(larger, value), outside);
  // A query that sees nothing attends to nothing.
  if (most === -Infinity) return { attention: seen.fill(0), outside: 0 };
  const mass = seen.map((value) => Math.exp(value - most));
  const rest = Math.exp(outside - most);
  const total = mass.reduce((sum, value) => sum + value, rest);
  return { attention: mass.map((value) => value / total), outside: rest / total };
}

/** The steps from the product to the attention that exist in this row, in order. */
export type Step = 'dot' | 'scaled' | 'capped' | 'offsetBias' | 'keyBias' | 'pairTerms' | 'score' | 'attention';

/** A score that nothing is added to is the scaled product, and is not shown twice. */
export function stepsOf(row: ScoreRow): Step[] {
  const terms = (['capped', 'offsetBias', 'keyBias', 'pairTerms'] as const).filter((step) => row[step] !== null);
  const hasSum = terms.some((step) => step !== 'capped');
  return ['dot', 'scaled', ...terms, ...(hasSum ? (['score'] as const) : []), 'attention'];
}

/** How a step is written, and what it is. */
export const STEPS: Record<Step, { name: string; meaning: string }> = {
  dot: { name: 'q · k', meaning: 'dot product of query and key: the sum of q × k over the neurons' },
  scaled: { name: 'scaled', meaning: 'dot product times the scaling of the model' },
  capped: { name: 'capped', meaning: 'scaled product bent to stay within the soft cap of the model' },
  offsetBias: { name: '+ position bias', meaning: 'bias that depends on the distance between the tokens' },
  keyBias: { name: '+ position bias', meaning: 'bias that depends on the place of the key' },
  pairTerms: { name: '+ position terms', meaning: 'products with position vectors' },
  score: { name: '= score', meaning: 'what the softmax saw' },
  attention: { name: 'softmax', meaning: 'the attention: softmax of the scores over all keys' },
};

/** Ends of a scale; 0 lies in it. */
export interface Domain {
  low: number;
  high: number;
}

/** The scale of a step's bars: the same for all that is added up. */
export function barDomain(scores: ScoreRow, step: Step): Domain {
  if (step === 'attention') return { low: 0, high: 1 };
  const { scaled, capped, offsetBias, keyBias, pairTerms, score } = scores;
  const lists = step === 'dot' ? [scores.dot] : [scaled, capped, offsetBias, keyBias, pairTerms, score];
  const seen = lists.flatMap((list) => (list ? Array.from(list).filter((_, key) => scores.visible[key]) : []));
  return {
    low: seen.reduce((least, value) => Math.min(least, value), 0),
    high: seen.reduce((most, value) => Math.max(most, value), 0),
  };
}

/** A bar in a room of width 1, and where 0 lies in it. */
export function barOf({ low, high }: Domain, value: number): { start: number; length: number; zero: number } {
  const range = high - low || 1;
  const [zero, end] = [-low / range, (value - low) / range];
  return { start: Math.min(zero, end), length: Math.abs(end - zero), zero };
}

/** Largest attention of a row: lines of this weight are opaque. */
export function strongest({ attention }: ScoreRow): number {
  return attention.reduce((most, value) => Math.max(most, value), 0) || 1;
}

/** Largest difference between recomputed and exported attention of a row. */
export function largestDifference(row: ScoreRow, exported: (key: number) => number): number {
  return row.attention.reduce((most, value, key) => Math.max(most, Math.abs(value - exported(key))), 0);
}
