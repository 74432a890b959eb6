/** The flows of a question and a sentence of the demo, as `tests/golden/make_flows.py` works them out in Python. */

import { readFileSync } from 'node:fs';

import { beforeAll, describe, expect, it } from 'vitest';

import { flowGraph, flowStack, headsOf, influence, type FlowGraph, type FlowStack } from './flow';
import { unite } from './flowCompare';
import { countPaths, marksOf } from './flowPaths';
import { SlowFlow, TAUS, type Node } from './flowTesting';
import { fromBase64 } from '../base64';
import { inflateCodes, valueTable } from '../codec';
import type { Document } from '../payload';

interface Expected {
  run: number;
  tau: number;
  edges: number[][];
  influence: number[][];
  brushed: [number, number][];
  intersection: [number, number][];
  ends: [[number, number], [number, number]];
  paths: number;
  ways: number;
}

const golden = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../../tests/golden/flows/${name}`, import.meta.url), 'utf8'));
const expected = golden('expected.json') as Expected[];
const pair = golden('pair.json') as Document;
const stacks: FlowStack[] = [];

beforeAll(async () => {
  for (const { attention } of pair.runs) {
    const kinds = attention.map(async ({ layers, ...part }) => ({
      ...part,
      layers: await Promise.all(layers.map(codesOf)),
    }));
    stacks.push(flowStack(await Promise.all(kinds)));
  }
});

async function codesOf({ layer, heads, weights }: Document['runs'][number]['attention'][number]['layers'][number]) {
  const [, nQuery = 0, nKey = 0] = weights.shape;
  const codes = await inflateCodes(weights, fromBase64(weights.data));
  const table = valueTable(weights.scale);
  return { layer, heads, nQuery, nKey, codes, table, maxError: weights.max_error };
}

function stackOf(run: number): FlowStack {
  return stacks[run] ?? { rings: [], hops: [] };
}

function edgesByHead({ stack, edges }: FlowGraph): number[][] {
  const counts = Array.from({ length: 6 }, () => new Array<number>(12).fill(0));
  for (const [hop, { length, heads, words }] of edges.entries()) {
    const row = counts[stack.hops[hop]?.layer ?? -1] ?? [];
    for (let edge = 0; edge < length; edge++) {
      for (const head of headsOf(heads, words, edge)) row[head] = (row[head] ?? 0) + 1;
    }
  }
  return counts;
}

const choice = (spots: readonly (readonly [number, number])[]) =>
  [...new Set(spots.map(([ring]) => ring))].map((ring) => ({
    ring,
    tokens: spots.filter(([own]) => own === ring).map(([, token]) => token),
  }));

describe.each(expected)('run $run at τ $tau', ({ run, tau, ...right }) => {
  const graph = () => flowGraph(stackOf(run), { root: 0, tau, through: [] });
  const marked = (spots: readonly (readonly [number, number])[]) => {
    const union = unite(graph(), null);
    const asked = { spots: choice(spots), head: null, models: 1 };
    return { union, asked, marks: marksOf(union, asked) };
  };

  it('has the edges of Python, head by head, and the passages of plain sets', () => {
    expect(edgesByHead(graph())).toEqual(right.edges);
    const slow = new SlowFlow(stackOf(run), 0, tau);
    expect(slow.passages.size).toBe(right.edges.flat().reduce((sum, count) => sum + count, 0));
  });

  it('has its influence', () => {
    const found = right.influence.map((_, at) => [...influence(graph(), at + 1)]);
    for (const [at, ring] of right.influence.entries()) {
      for (const [token, value] of ring.entries()) expect(found[at]?.[token]).toBeCloseTo(value, 9);
    }
  });

  it('has its intersection of brushed tokens', () => {
    const { marks } = marked(right.brushed);
    const nodes = marks.tokens.flatMap((ring, at) =>
      [...ring.keys()].filter((token) => (ring[token] ?? 0) > 0).map((token): Node => `${at}:${token}`),
    );
    expect(new Set(nodes)).toEqual(new Set(right.intersection.map(([ring, token]): Node => `${ring}:${token}`)));
  });

  it('has its paths, and their ways through heads', () => {
    const { union, asked, marks } = marked(right.ends);
    expect(countPaths(union, asked, marks, 1)).toEqual({ paths: right.paths, ways: right.ways });
  });
});

it('was worked out at the thresholds of the other tests', () => {
  expect([...new Set(expected.map(({ tau }) => tau))]).toEqual([...TAUS]);
});
