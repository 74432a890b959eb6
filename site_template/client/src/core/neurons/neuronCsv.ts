/** The Neurons view as comma-separated values: a line per key, from its vector to its attention. */

import { csvLine } from '../csv';
import type { Subject } from './neuronFacts';
import { stepsOf } from '../scores';
import type { Unit } from '../units';

export interface NeuronCsv {
  layer: number;
  head: number;
  subject: Subject;
  keys: readonly Unit[];
  /** Shown neurons, in order. */
  neurons: readonly number[];
  /** Whether vectors are shown, or only the steps to the attention. */
  expanded: boolean;
}

const START = ['layer', 'head', 'query', 'query_token', 'key', 'key_token', 'masked'] as const;

/** Names of the steps in a file for programs. */
const STEP_COLUMNS = {
  dot: 'dot_product',
  scaled: 'scaled',
  capped: 'capped',
  offsetBias: 'offset_bias',
  keyBias: 'key_bias',
  pairTerms: 'pair_terms',
  score: 'score',
  attention: 'attention',
};

/** Vectors follow the steps: `q_3`, `k_3` and `q_x_k_3` are of neuron 3. */
export function* neuronLines({ layer, head, subject, keys, neurons, expanded }: NeuronCsv): Generator<string> {
  const { tensors, query, scores, products } = subject;
  const steps = stepsOf(scores);
  const { dim } = tensors;
  const shown = expanded ? neurons : [];
  const vectors = ['q', 'k', 'q_x_k'].flatMap((name) => shown.map((neuron) => `${name}_${neuron}`));
  yield csvLine([...START, ...steps.map((step) => STEP_COLUMNS[step]), ...vectors]);
  const start = [layer, head, query.numbers[0] ?? '', query.label];
  const valuesOf = (values: Float32Array, token: number) =>
    shown.map((at) => fiveDigits(values[token * dim + at] ?? 0));
  for (const key of keys) {
    const token = key.tokens[0] ?? 0;
    const isVisible = scores.visible[token] ?? false;
    yield csvLine([
      ...start,
      key.numbers[0] ?? '',
      key.label,
      isVisible ? 0 : 1,
      ...steps.map((step) => (isVisible ? fiveDigits(scores[step]?.[token] ?? 0) : '')),
      ...valuesOf(tensors.query, scores.query),
      ...valuesOf(tensors.key, token),
      ...valuesOf(products, token),
    ]);
  }
}

/** 16-bit integers keep about five digits. */
function fiveDigits(value: number): number {
  return Number(value.toPrecision(5));
}
