/** What the Neurons view says about a neuron, a key or a cell. */

import type { Description, Fact } from '../describe';
import { formatPercent, formatSigned, formatWeight } from '../format';
import { markOf, type NeuronProfile } from './neurons';
import { STEPS, stepsOf, type ScoreRow } from '../scores';
import type { Unit } from '../units';
import type { TokenTensors } from '../vectors';

/** A query of a head, and what follows from it. */
export interface Subject {
  tensors: TokenTensors;
  query: Unit;
  scores: ScoreRow;
  /** Axes (key, neuron). */
  products: Float32Array;
  profile: NeuronProfile;
  mixed: Float32Array;
}

const tokenOf = (unit: Unit) => unit.tokens[0] ?? 0;

/** From the product to the attention, step by step. */
export function describeScore({ query, scores }: Subject, key: Unit, exported: string): Description {
  const title = `${query.label} → ${key.label}`;
  const token = tokenOf(key);
  if (!scores.visible[token]) return { title, facts: [{ name: 'masked', value: 'the query cannot see this key' }] };
  const steps = stepsOf(scores).map((step) => {
    const value = scores[step]?.[token] ?? 0;
    return { name: STEPS[step].name, value: step === 'attention' ? formatWeight(value) : formatSigned(value) };
  });
  return { title, facts: [...steps, { name: 'exported attention', value: exported }] };
}

/** A neuron of query and key where both meet. */
export function describeProduct(subject: Subject, neuron: number, key: Unit): Description {
  const { tensors, query, scores, products, profile } = subject;
  const { dim } = tensors;
  const token = tokenOf(key);
  const [q, k] = [tensors.query[tokenOf(query) * dim + neuron] ?? 0, tensors.key[token * dim + neuron] ?? 0];
  const product: Fact = { name: 'q × k', value: formatSigned(products[token * dim + neuron] ?? 0) };
  return {
    title: `neuron ${neuron} · ${query.label} → ${key.label}`,
    facts: [
      { name: 'q', value: formatSigned(q) },
      { name: 'k', value: formatSigned(k) },
      ...(scores.visible[token]
        ? [product, { name: 'of q · k', value: formatSigned(scores.dot[token] ?? 0) }]
        : [{ name: 'masked', value: 'the query cannot see this key' }]),
      ...trendFacts(profile, neuron),
    ],
  };
}

/** A neuron of the query over all keys. */
export function describeNeuron({ tensors, query, profile }: Subject, neuron: number): Description {
  const q = tensors.query[tokenOf(query) * tensors.dim + neuron] ?? 0;
  return {
    title: `neuron ${neuron} · ${query.label}`,
    facts: [
      { name: 'q', value: formatSigned(q) },
      { name: 'share of |q × k|', value: formatPercent(profile.share[neuron] ?? 0) },
      { name: 'mean q × k by attention', value: formatSigned(profile.attended[neuron] ?? 0) },
      ...trendFacts(profile, neuron),
    ],
  };
}

/** Rank correlation with distance, and what it means if it is marked. */
export function trendFacts(profile: NeuronProfile, neuron: number): Fact[] {
  if (!profile.trend) return [];
  const words = { [-1]: ', falls with distance', 0: '', 1: ', rises with distance' };
  return [
    { name: 'ρ with distance', value: formatSigned(profile.trend[neuron] ?? 0) + words[markOf(profile, neuron)] },
  ];
}

/** A value neuron of a key, or of all keys where it is null: what the head mixes. */
export function describeValue(
  { tensors, query, scores, mixed }: Subject,
  neuron: number,
  key: Unit | null,
): Description {
  const output = { name: 'output, all keys', value: formatSigned(mixed[neuron] ?? 0) };
  if (!key) return { title: `value neuron ${neuron} · ${query.label}`, facts: [output] };
  const v = tensors.value[tokenOf(key) * tensors.valueDim + neuron] ?? 0;
  const weight = scores.attention[tokenOf(key)] ?? 0;
  return {
    title: `value neuron ${neuron} · ${query.label} → ${key.label}`,
    facts: [
      { name: 'v', value: formatSigned(v) },
      { name: 'softmax', value: formatWeight(weight) },
      { name: 'softmax × v', value: formatSigned(weight * v) },
      output,
    ],
  };
}
