import { describe, expect, it } from 'vitest';

import { flowGraph, headsOf, type FlowStack } from './flow';
import { BOTH, unite, type FlowUnion } from './flowCompare';
import { countPaths, countTokens, marksOf, type FlowChoice, type FlowMarks } from './flowPaths';
import { randomStack, SlowFlow, TAUS, type Node } from './flowTesting';

const SHAPE = { nHeads: 3, nTokens: 5, nSource: 5 };
const FORMS = ['encoder', 'causal', 'translator'] as const;
const CASES = FORMS.flatMap((form) => TAUS.map((tau) => ({ form, tau })));

interface Pair {
  stack: FlowStack;
  union: FlowUnion;
  slow: [SlowFlow, SlowFlow];
}

/** Two models over the same tokens. */
function pairOf(form: (typeof FORMS)[number], tau: number): Pair {
  const shape = { ...SHAPE, nLayers: form === 'translator' ? 2 : 4 };
  const [stack, other] = [randomStack(11, form, shape), randomStack(12, form, shape)];
  const root = form === 'encoder' ? 0 : SHAPE.nTokens - 1;
  const options = { root, tau, through: [] };
  return {
    stack,
    union: unite(flowGraph(stack, options), flowGraph(other, options)),
    slow: [new SlowFlow(stack, root, tau), new SlowFlow(other, root, tau)],
  };
}

function nodesOf(marks: FlowMarks, model: 1 | 2): Set<Node> {
  return new Set(
    marks.tokens.flatMap((ring, at) =>
      [...ring.keys()].filter((token) => ((ring[token] ?? 0) & model) > 0).map((token): Node => `${at}:${token}`),
    ),
  );
}

function choose(ring: number, tokens: readonly number[], more: Partial<FlowChoice> = {}): FlowChoice {
  return { spots: [{ ring, tokens }], head: null, models: BOTH, ...more };
}

const named = (ring: number, tokens: readonly number[]): Node[] => tokens.map((token): Node => `${ring}:${token}`);
const united = (...sets: Set<Node>[]) => new Set(sets.flatMap((set) => [...set]));

describe('marksOf', () => {
  it.each(CASES)('one token: dependants and dependencies of each model: $form, τ $tau', ({ form, tau }) => {
    const { stack, union, slow } = pairOf(form, tau);
    for (const [ring, { nTokens }] of stack.rings.entries()) {
      for (let token = 0; token < nTokens; token++) {
        const marks = marksOf(union, choose(ring, [token]));
        for (const model of [1, 2] as const) {
          const flow = slow[model - 1];
          const start = named(ring, [token]);
          expect(nodesOf(marks, model)).toEqual(
            united(flow?.reached(start, true) ?? new Set(), flow?.reached(start, false) ?? new Set()),
          );
        }
      }
    }
  });

  it.each(CASES)('several tokens: only what all reach, before going on: $form, τ $tau', ({ form, tau }) => {
    const { stack, union, slow } = pairOf(form, tau);
    for (let ring = 1; ring < stack.rings.length; ring++) {
      for (const tokens of [
        [0, 1],
        [1, 2, 4],
        [0, 3],
      ]) {
        const marks = marksOf(union, choose(ring, tokens));
        for (const model of [1, 2] as const) {
          const flow = slow[model - 1];
          const start = named(ring, tokens);
          expect(nodesOf(marks, model)).toEqual(
            united(flow?.reached(start, true) ?? new Set(), flow?.reached(start, false) ?? new Set()),
          );
        }
      }
    }
  });

  it.each(TAUS)('a head: only through it in its layer, all heads elsewhere: τ %d', (tau) => {
    const { stack, union, slow } = pairOf('encoder', tau);
    for (const [hop, { from }] of stack.hops.entries()) {
      for (const head of [0, 2]) {
        const marks = marksOf(union, choose(from, [1], { head: { hop, head }, models: 1 }));
        const start = named(from, [1]);
        const [flow] = slow;
        expect(nodesOf(marks, 1)).toEqual(united(flow.reached(start, true, { hop, head }), flow.reached(start, false)));
        expect(nodesOf(marks, 2)).toEqual(new Set());
      }
    }
  });

  it.each(CASES)('two rings: all paths between them: $form, τ $tau', ({ form, tau }) => {
    const { stack, union, slow } = pairOf(form, tau);
    const outermost = stack.rings.length - 1;
    const ends = [
      [
        [0, [union.stack.rings[0]?.nTokens ? (form === 'encoder' ? 0 : SHAPE.nTokens - 1) : 0]],
        [outermost, [1]],
      ],
      [
        [1, [0]],
        [3, [1]],
      ],
      [
        [1, [2, 3]],
        [3, [1]],
      ],
      [
        [1, [2]],
        [4, [0, 1]],
      ],
      [
        [2, [1]],
        [3, [0]],
      ],
      [
        [2, [0, 1]],
        [3, [1, 2]],
      ],
      [
        [1, [0, 2]],
        [4, [0, 1]],
      ],
    ] as const;
    for (const [[inner, from], [outer, to]] of ends) {
      const choice = {
        ...choose(inner, from),
        spots: [
          { ring: outer, tokens: to },
          { ring: inner, tokens: from },
        ],
      };
      const marks = marksOf(union, choice);
      for (const model of [1, 2] as const) {
        const paths = slow[model - 1]?.paths(named(inner, from), named(outer, to)) ?? [];
        expect(nodesOf(marks, model)).toEqual(new Set(paths.flat()));
        expect(countPaths(union, choice, marks, model).paths).toBe(paths.length);
      }
    }
  });

  it('several tokens of neighbouring rings: links only if each of them reads each of the others', () => {
    const { union } = pairOf('encoder', 0.1);
    const joined = new Set<string>();
    const edges = union.edges[2];
    for (let edge = 0; edge < (edges?.length ?? 0); edge++) {
      if (((edges?.models[edge] ?? 0) & 1) > 0) joined.add(`${edges?.from[edge]} ${edges?.to[edge]}`);
    }
    const tokens = [0, 1, 2, 3, 4];
    const pairs = tokens.flatMap((a) => tokens.filter((b) => b > a).map((b) => [a, b] as const));
    const found = pairs.flatMap((inner) =>
      pairs.map((outer) => {
        const spots = [
          { ring: 2, tokens: inner },
          { ring: 3, tokens: outer },
        ];
        const choice = { ...choose(2, inner), spots, models: 1 };
        const { paths } = countPaths(union, choice, marksOf(union, choice), 1);
        expect(paths).toBe(inner.every((a) => outer.every((b) => joined.has(`${a} ${b}`))) ? 4 : 0);
        return paths;
      }),
    );
    expect(new Set(found)).toEqual(new Set([0, 4]));
  });

  it('counts the ways through heads along a path', () => {
    const { stack, union, slow } = pairOf('encoder', 0.1);
    const choice = {
      ...choose(1, [0]),
      spots: [
        { ring: 1, tokens: [0] },
        { ring: 3, tokens: [1] },
      ],
    };
    const paths = slow[0].paths(['1:0'], ['3:1']);
    const headsBetween = (a: Node | undefined, b: Node | undefined) => {
      const [ring, from] = (a ?? '0:0').split(':').map(Number);
      const to = Number((b ?? '0:0').split(':')[1]);
      return [...slow[0].each()].filter(
        (each) => stack.hops[each.hop]?.from === ring && each.from === from && each.to === to,
      ).length;
    };
    const expected = paths.reduce(
      (sum, path) => sum + headsBetween(path[0], path[1]) * headsBetween(path[1], path[2]),
      0,
    );
    expect(countPaths(union, choice, marksOf(union, choice), 1).ways).toBe(expected);
  });

  it('counts what it marks', () => {
    const { union } = pairOf('encoder', 0.1);
    const marks = marksOf(union, choose(2, [1], { models: 1 }));
    const nodes = [...nodesOf(marks, 1)];
    expect(countTokens(marks)).toEqual({
      tokens: nodes.length,
      rings: new Set(nodes.map((node) => node.split(':')[0])).size,
    });
  });

  it('marks the edges whose ends it marks', () => {
    const { stack, union } = pairOf('encoder', 0.25);
    const marks = marksOf(union, choose(2, [1]));
    for (const [hop, { from, to, length, heads, words }] of union.edges.entries()) {
      const { from: inner = 0, to: outer = 0 } = stack.hops[hop] ?? {};
      for (let edge = 0; edge < length; edge++) {
        const ends = (marks.tokens[inner]?.[from[edge] ?? 0] ?? 0) & (marks.tokens[outer]?.[to[edge] ?? 0] ?? 0);
        const has =
          Number(headsOf(heads[0], words, edge).length > 0) + 2 * Number(headsOf(heads[1], words, edge).length > 0);
        expect(marks.edges[hop]?.[edge]).toBe(ends & has);
      }
    }
  });

  it('is empty where a model lacks one of the chosen tokens', () => {
    const { union } = pairOf('encoder', 0.9);
    const marks = marksOf(union, choose(1, [0, 1, 2, 3, 4]));
    expect(marks.tokens.every((ring) => ring.every((bits) => bits === 0))).toBe(true);
  });
});
