import { describe, expect, it } from 'vitest';

import { circlesOf, codeAbove, countHeads, flowGraph, flowStack, hasHead, headsOf, influence } from './flow';
import { randomStack, SlowFlow, TAUS, type Node, type Passage } from './flowTesting';
import type { FlowGraph, FlowStack } from './flow';
import { layerOf, TABLE } from '../testing';

const ALL = { root: 0, through: [] };
const SHAPE = { nLayers: 3, nHeads: 4, nTokens: 7 };
const FORMS = ['encoder', 'causal', 'translator'] as const;
const CASES = FORMS.flatMap((form) => TAUS.flatMap((tau) => [1, 2, 3].map((seed) => ({ form, tau, seed }))));

const stackOf = (form: (typeof FORMS)[number], seed: number) => randomStack(seed, form, { ...SHAPE, nSource: 5 });
const rootOf = (form: (typeof FORMS)[number]) => (form === 'encoder' ? 0 : SHAPE.nTokens - 1);

function nodesOf({ members }: FlowGraph): Set<Node> {
  return new Set(
    members.flatMap((ring, at) =>
      [...ring.keys()].filter((token) => ring[token] === 1).map((token): Node => `${at}:${token}`),
    ),
  );
}

function passagesOf({ edges }: FlowGraph): Set<Passage> {
  return new Set(
    edges.flatMap(({ length, from, to, heads, words }, hop) =>
      Array.from({ length }, (_, edge) =>
        headsOf(heads, words, edge).map((head): Passage => `${hop}|${from[edge] ?? -1}>${to[edge] ?? -1}|${head}`),
      ).flat(),
    ),
  );
}

/** A layer where every query gives all to the key after `shift`. */
function shifting(layer: number, nTokens: number, shift: number) {
  const rows = Array.from({ length: nTokens }, (_, query) =>
    Array.from({ length: nTokens }, (_, key) => (key === (query + shift) % nTokens ? 255 : 0)),
  );
  return { ...layerOf([rows]), layer };
}

const chain = (): FlowStack =>
  flowStack([{ kind: 'encoder', query: 'source', key: 'source', layers: [shifting(0, 4, 2), shifting(1, 4, 1)] }]);

describe('flowStack', () => {
  it('lays the last layer next to the root', () => {
    expect(chain().rings.map(({ layer }) => layer)).toEqual([null, 1, 0]);
    expect(chain().hops.map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  it('crosses from every state of a decoder that asks to the last states of the encoder', () => {
    const stack = stackOf('translator', 1);
    expect(stack.rings.map(({ kind, layer }) => `${kind ?? 'root'} ${layer ?? ''}`.trim())).toEqual([
      'root',
      'decoder 2',
      'decoder 1',
      'decoder 0',
      'cross',
      'encoder 2',
      'encoder 1',
      'encoder 0',
    ]);
    const crossing = stack.hops.filter(({ kind }) => kind === 'cross');
    expect(crossing.map(({ layer, from, to }) => [layer, from, to])).toEqual([
      [2, 0, 4],
      [1, 1, 4],
      [0, 2, 4],
    ]);
  });

  it('keeps a decoder alone when the export holds no cross-attention', () => {
    const { rings } = flowStack([
      { kind: 'encoder', query: 'source', key: 'source', layers: [shifting(0, 3, 1)] },
      { kind: 'decoder', query: 'target', key: 'target', layers: [shifting(0, 2, 1)] },
    ]);
    expect(rings.map(({ sequence }) => sequence)).toEqual(['target', 'target']);
  });

  it('has nothing for a run without attention', () => {
    expect(flowStack([])).toEqual({ rings: [], hops: [] });
  });
});

describe('flowGraph', () => {
  it('follows a chain worked out by hand', () => {
    expect(nodesOf(flowGraph(chain(), { ...ALL, tau: 0.5 }))).toEqual(new Set(['0:0', '1:1', '2:3']));
  });

  it.each(CASES)('is that of plain sets: $form, τ $tau, seed $seed', ({ form, tau, seed }) => {
    const stack = stackOf(form, seed);
    const graph = flowGraph(stack, { root: rootOf(form), tau, through: [] });
    const slow = new SlowFlow(stack, rootOf(form), tau);
    expect(nodesOf(graph)).toEqual(slow.nodes);
    expect(passagesOf(graph)).toEqual(slow.passages);
  });

  it.each(FORMS)('only loses edges when τ rises: %s', (form) => {
    const graphs = TAUS.map((tau) => passagesOf(flowGraph(stackOf(form, 4), { root: rootOf(form), tau, through: [] })));
    for (const [at, graph] of graphs.slice(1).entries())
      expect([...graph].every((each) => graphs[at]?.has(each))).toBe(true);
    expect(graphs.at(-1)?.size).toBeLessThan(graphs[0]?.size ?? 0);
  });

  it.each(TAUS)('passes only the chosen heads of a layer: τ %d', (tau) => {
    const stack = stackOf('encoder', 5);
    const through = [{ kind: 'encoder' as const, layer: 1, heads: [0, 3] }];
    const slow = new SlowFlow(stack, 0, tau, (hop, head) => stack.hops[hop]?.layer !== 1 || [0, 3].includes(head));
    expect(passagesOf(flowGraph(stack, { root: 0, tau, through }))).toEqual(slow.passages);
  });

  it('takes what is above τ, not what equals it', () => {
    const code = 100;
    expect(codeAbove(layerOf([[[0]]]), TABLE[code] ?? 0)).toBe(code + 1);
    expect(codeAbove(layerOf([[[0]]]), 1)).toBe(256);
  });

  it('counts heads per token, and keys per head', () => {
    const stack = stackOf('encoder', 6);
    const graph = flowGraph(stack, { ...ALL, tau: 0.25 });
    const slow = new SlowFlow(stack, 0, 0.25);
    const counts = graph.counts.map((ring) => [...ring]);
    expect(counts).toEqual(
      stack.rings.map(({ nTokens }, ring) => Array.from({ length: nTokens }, (_, token) => slow.count(ring, token))),
    );
    const reached = [...slow.each()].filter(({ hop, from, head }) => hop === 1 && from === 2 && head === 3).length;
    expect(graph.reach[1]?.[2 * 4 + 3]).toBe(reached);
  });

  it('holds more edges than it has room for at first, and heads beyond 32', () => {
    const n = 40;
    const all = Array.from({ length: 40 }, () => Array.from({ length: n }, () => Array.from({ length: n }, () => 200)));
    const layers = [0, 1].map((layer) => ({ ...layerOf(all), layer }));
    const graph = flowGraph(flowStack([{ kind: 'encoder', query: 'source', key: 'source', layers }]), {
      ...ALL,
      tau: 0.1,
    });
    const edges = graph.edges[1];
    expect(edges?.length).toBe(n * n);
    expect(edges && countHeads(edges.heads, edges.words, n * n - 1)).toBe(40);
    expect(edges && hasHead(edges.heads, edges.words, 7, 39)).toBe(true);
  });
});

describe('influence', () => {
  it.each(CASES)('is the damped sum of counts: $form, τ $tau, seed $seed', ({ form, tau, seed }) => {
    const stack = stackOf(form, seed);
    const graph = flowGraph(stack, { root: rootOf(form), tau, through: [] });
    const slow = new SlowFlow(stack, rootOf(form), tau);
    for (let ring = 1; ring < stack.rings.length; ring++) {
      const expected = Array.from({ length: stack.rings[ring]?.nTokens ?? 0 }, (_, token) =>
        slow.influence(ring, token),
      );
      expect([...influence(graph, ring)]).toEqual(expected);
    }
  });

  it('is worked out by hand for two layers', () => {
    // The root gives to token 1 through one head, token 1 to token 3: I = 1/2 (1/2 · 1) at the outer ring.
    expect([...influence(flowGraph(chain(), { ...ALL, tau: 0.5 }), 2)]).toEqual([0, 0.5, 0, 0.25]);
  });

  it.each([
    [0, 0],
    [0.1, 1],
    [1, 1],
    [3.2, 4],
    [40, 5],
  ])('of %d fills %d circles', (value, circles) => {
    expect(circlesOf(value)).toBe(circles);
  });
});
