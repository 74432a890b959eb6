import { describe, expect, it } from 'vitest';

import { flowGraph } from './flow';
import { unite } from './flowCompare';
import { SIDE, sparklines, stepOf, STEPS } from './flowSparklines';
import { randomStack, SlowFlow, TAUS } from './flowTesting';

const SHAPE = { nLayers: 3, nHeads: 5, nTokens: 8 };

describe('sparklines', () => {
  it.each(TAUS)('have a bar per dependant as high as its heads, at most 3: τ %d', (tau) => {
    const stack = randomStack(2, 'encoder', SHAPE);
    const lines = sparklines(unite(flowGraph(stack, { root: 0, tau, through: [] }), null), 0);
    const slow = new SlowFlow(stack, 0, tau);
    for (let ring = 1; ring < stack.rings.length; ring++) {
      for (let token = 0; token < SHAPE.nTokens; token++) {
        for (let dependant = 0; dependant < SHAPE.nTokens; dependant++) {
          const heads = [...slow.each()].filter(
            (each) => stack.hops[each.hop]?.to === ring && each.to === token && each.from === dependant,
          ).length;
          expect(lines[ring]?.[token * STEPS + SIDE + dependant - token]).toBe(Math.min(3, heads));
        }
      }
    }
  });

  it.each([
    ['itself in the middle', 5, 5, 64, 64, 0],
    ['an earlier one left', 3, 5, 8, 8, -2],
    ['a later one right', 6, 5, 8, 8, 1],
    ['a neighbour beside the middle even in a long text', 31, 30, 64, 64, 1],
    ['the farthest at the end', 63, 0, 64, 64, SIDE],
    ['by share of the length between two sequences', 3, 10, 4, 11, 0],
  ])('put %s', (_, dependant, token, nQuery, nKey, step) => {
    expect(stepOf(dependant, token, nQuery, nKey)).toBe(step);
  });

  it('have one step for a text of one token', () => {
    expect(stepOf(0, 0, 1, 1)).toBe(0);
  });
});
