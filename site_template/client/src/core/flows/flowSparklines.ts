/** Sparklines of the Flows view: who depends on a token, by relative position. */

import { countHeads } from './flow';
import type { FlowUnion } from './flowCompare';

/** Steps on either side of the token itself. */
export const SIDE = 12;
/** Heads that make a full height. */
export const MOST_HEIGHT = 3;

/** By ring, axes (token, step): heads through which the strongest dependant at that step depends, at most 3. */
export type Sparklines = readonly Uint8Array[];

export const STEPS = 2 * SIDE + 1;

/**
 * Sparklines of one model. The middle step is the token itself, earlier dependants are left of it. Steps are single
 * tokens while all fit; in longer texts several share a step, which shows the highest, and no neighbour shares the
 * middle. Between two sequences positions are taken relative to their lengths.
 */
export function sparklines(union: FlowUnion, model: 0 | 1): Sparklines {
  const lines = union.stack.rings.map(({ nTokens }) => new Uint8Array(nTokens * STEPS));
  for (const [hop, { heads, words, from, to, length, models }] of union.edges.entries()) {
    const { codes, to: ring = 0 } = union.stack.hops[hop] ?? {};
    const line = lines[ring];
    if (!codes || !line) continue;
    for (let edge = 0; edge < length; edge++) {
      if (((models[edge] ?? 0) & (model + 1)) === 0) continue;
      const height = Math.min(MOST_HEIGHT, countHeads(heads[model], words, edge));
      const [dependant, token] = [from[edge] ?? 0, to[edge] ?? 0];
      const at = token * STEPS + SIDE + stepOf(dependant, token, codes.nQuery, codes.nKey);
      line[at] = Math.max(line[at] ?? 0, height);
    }
  }
  return lines;
}

/** Steps from a token to one that depends on it; negative for an earlier one. */
export function stepOf(dependant: number, token: number, nQuery: number, nKey: number): number {
  const longest = Math.max(nQuery, nKey) - 1;
  if (longest < 1) return 0;
  const [ofQuery, ofKey] = [longest / Math.max(1, nQuery - 1), longest / Math.max(1, nKey - 1)];
  const offset = dependant * ofQuery - token * ofKey;
  const steps = longest <= SIDE ? Math.abs(offset) : (SIDE * Math.abs(offset)) / longest;
  if (offset === 0) return 0;
  return Math.sign(offset) * Math.min(SIDE, nQuery === nKey ? Math.ceil(steps - 1e-9) : Math.round(steps));
}
