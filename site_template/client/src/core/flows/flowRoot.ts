/** Which token a flow starts from. */

import type { FlowStack } from './flow';
import type { ModelRun, TokenSequence } from '../payload';

/**
 * The root that a model suggests: the token that a classifier reads; of models that write, the last. Where no token is
 * named after its use, the first special one is what classifiers read.
 */
export function usualRoot(stack: FlowStack, sequence: TokenSequence): number {
  const isEncoder = stack.hops[0]?.kind === 'encoder';
  const last = Math.max(0, sequence.tokens.length - 1);
  if (!isEncoder) return last;
  const named = sequence.tokens.findIndex((token, at) => sequence.special[at] && /cls/i.test(token));
  return named >= 0 ? named : Math.max(0, sequence.special.indexOf(true));
}

/** How many tokens a window left out where the prediction is read from; 0 if that token is still there. */
export function cutAtRoot(stack: FlowStack, { tokens, special, n_before = 0, n_after = 0 }: TokenSequence): number {
  if (stack.hops[0]?.kind !== 'encoder') return n_after;
  if (tokens.some((token, at) => special[at] && /cls/i.test(token))) return 0;
  // What a classifier reads may end a text as well as begin it.
  return n_before || (special.includes(true) ? 0 : n_after);
}

/** The sequence that holds the root. */
export function rootSequence(stack: FlowStack, run: ModelRun): TokenSequence {
  return (stack.rings[0]?.sequence === 'target' ? run.target : null) ?? run.source;
}

/** The chosen root if the sequence has it, or else the usual one. */
export function rootOf(stack: FlowStack, run: ModelRun, chosen: number | null): number {
  const sequence = rootSequence(stack, run);
  return chosen !== null && chosen < sequence.tokens.length ? chosen : usualRoot(stack, sequence);
}
