/** What a causal model wrote after a prompt (`ModelRun.continuation`), token by token. */

import type { Fact } from './describe';
import { formatPercent } from './format';
import type { GeneratedStep, ModelRun } from './payload';
import type { Unit } from './units';

/** What the model might have written where it wrote a token; undefined for tokens that it did not write. */
export function stepAt(run: ModelRun, token: number): GeneratedStep | undefined {
  return run.continuation?.steps.find(({ position }) => position === token);
}

/** The steps of the given tokens, each once, in the order of the text. */
export function stepsAt(run: ModelRun, tokens: readonly number[]): GeneratedStep[] {
  return run.continuation?.steps.filter(({ position }) => tokens.includes(position)) ?? [];
}

/** Candidates that are named where there is little room. */
const MOST_NAMED = 3;

/** For a written token, that it was, and from which of the most probable ones. */
export function stepFacts(run: ModelRun, unit: Unit): Fact[] {
  const step = stepAt(run, unit.tokens[0] ?? -1);
  if (!step) return [];
  const named = step.tokens
    .slice(0, MOST_NAMED)
    .map(({ label, probability }) => `${label} ${formatPercent(probability)}`);
  return [{ name: 'written, from', value: named.join(', ') }];
}
