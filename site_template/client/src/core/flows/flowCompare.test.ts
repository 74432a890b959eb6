import { describe, expect, it } from 'vitest';

import { flowGraph, headsOf } from './flow';
import { BOTH, haveSameLayers, haveSameTokens, shownOf, tallyOf, unite, type FlowUnion } from './flowCompare';
import { randomStack, SlowFlow, TAUS, type Node, type Passage } from './flowTesting';
import { attention, run, sequence } from '../fixtures';

const SHAPE = { nLayers: 3, nHeads: 4, nTokens: 7 };
const graphOf = (seed: number, tau: number) =>
  flowGraph(randomStack(seed, 'encoder', SHAPE), { root: 0, tau, through: [] });
const slowOf = (seed: number, tau: number) => new SlowFlow(randomStack(seed, 'encoder', SHAPE), 0, tau);

function bitsOf(union: FlowUnion): Map<Node, number> {
  return new Map(
    union.members.flatMap((ring, at) => [...ring.entries()].map(([token, bits]) => [`${at}:${token}`, bits] as const)),
  );
}

function passages(union: FlowUnion, model: 0 | 1): Set<Passage> {
  return new Set(
    union.edges.flatMap(({ length, from, to, heads, words }, hop) =>
      Array.from({ length }, (_, edge) =>
        headsOf(heads[model], words, edge).map(
          (head): Passage => `${hop}|${from[edge] ?? -1}>${to[edge] ?? -1}|${head}`,
        ),
      ).flat(),
    ),
  );
}

describe('unite', () => {
  it.each(TAUS)('has what either model has, and says which: τ %d', (tau) => {
    const union = unite(graphOf(1, tau), graphOf(2, tau));
    const [first, second] = [slowOf(1, tau), slowOf(2, tau)];
    for (const [node, bits] of bitsOf(union)) {
      expect(bits).toBe(Number(first.nodes.has(node)) + 2 * Number(second.nodes.has(node)));
    }
    expect(passages(union, 0)).toEqual(first.passages);
    expect(passages(union, 1)).toEqual(second.passages);
  });

  it.each(TAUS)('finds no difference between a model and itself: τ %d', (tau) => {
    const union = unite(graphOf(1, tau), graphOf(1, tau));
    expect([...bitsOf(union).values()].every((bits) => bits === 0 || bits === BOTH)).toBe(true);
    const { edges, heads } = tallyOf(union);
    expect([edges.first, edges.second, heads.first, heads.second]).toEqual([0, 0, 0, 0]);
    expect(heads.both).toBe(slowOf(1, tau).passages.size);
    expect(shownOf(union, 'differs').tokens.every((ring) => !ring.includes(1))).toBe(true);
  });

  it('takes one model alone', () => {
    const union = unite(graphOf(1, 0.1), null);
    expect(new Set(bitsOf(union).values())).toEqual(new Set([0, 1]));
    expect(passages(union, 1).size).toBe(0);
  });
});

describe('shownOf', () => {
  const [first, second] = [slowOf(1, 0.25), slowOf(2, 0.25)];
  const union = unite(graphOf(1, 0.25), graphOf(2, 0.25));
  const nodes = (comparison: Parameters<typeof shownOf>[1]) =>
    new Set(
      shownOf(union, comparison).tokens.flatMap((ring, at) =>
        [...ring.keys()].filter((token) => ring[token] === 1).map((token): Node => `${at}:${token}`),
      ),
    );

  it('shows both, or one', () => {
    expect(nodes('both')).toEqual(new Set([...first.nodes, ...second.nodes]));
    expect(nodes('first')).toEqual(first.nodes);
    expect(nodes('second')).toEqual(second.nodes);
  });

  it('shows what differs: tokens of one model, and the ends of edges whose heads differ', () => {
    const ends = [...first.passages]
      .filter((each) => !second.passages.has(each))
      .concat([...second.passages].filter((each) => !first.passages.has(each)));
    const expected = new Set<Node>();
    for (const passage of ends) {
      const [hop = 0, from = 0, to = 0] = passage.split(/[|>]/).map(Number);
      expected.add(`${union.stack.hops[hop]?.from ?? -1}:${from}`);
      expected.add(`${union.stack.hops[hop]?.to ?? -1}:${to}`);
    }
    for (const node of first.nodes) if (!second.nodes.has(node)) expected.add(node);
    for (const node of second.nodes) if (!first.nodes.has(node)) expected.add(node);
    expect(nodes('differs')).toEqual(expected);
  });
});

describe('tallyOf', () => {
  it('counts passages through heads of one model and of both', () => {
    const [first, second] = [slowOf(1, 0.1), slowOf(2, 0.1)];
    const both = [...first.passages].filter((each) => second.passages.has(each)).length;
    expect(tallyOf(unite(graphOf(1, 0.1), graphOf(2, 0.1))).heads).toEqual({
      first: first.passages.size - both,
      second: second.passages.size - both,
      both,
    });
  });
});

describe('what can be compared', () => {
  const of = (tokens: string[], layers: number[]) =>
    run(sequence(...tokens), attention('encoder', layers, [0], tokens.length));

  it.each([
    ['the same tokens', ['a', 'b'], true],
    ['another token', ['a', 'c'], false],
    ['another length', ['a', 'b', 'c'], false],
  ])('%s', (_, tokens, expected) => {
    expect(haveSameTokens(of(['a', 'b'], [0]), of(tokens, [0]))).toBe(expected);
  });

  it('needs the same layers', () => {
    expect(haveSameLayers(of(['a'], [0, 1]), of(['a'], [0, 1]))).toBe(true);
    expect(haveSameLayers(of(['a'], [0, 1]), of(['a'], [0, 2]))).toBe(false);
  });
});
