/** The flows of one model, or of two over the same tokens laid over each other. */

import { bitsIn, countHeads, type FlowEdges, type FlowGraph, type FlowStack } from './flow';
import type { ModelRun, TokenSequence } from '../payload';

/** Bits that say which models have a token or an edge. */
export const FIRST = 1;
export const SECOND = 2;
export const BOTH = 3;

/** What of two models is shown. */
export const COMPARISONS = ['both', 'first', 'second', 'differs'] as const;
export type Comparison = (typeof COMPARISONS)[number];

export interface UnionEdges {
  length: number;
  from: Uint16Array;
  to: Uint16Array;
  /** Of the first and the second model, as in `FlowEdges`. */
  heads: readonly [Uint32Array, Uint32Array];
  words: number;
  /** Which models have the edge. */
  models: Uint8Array;
  /** Heads of the model that has more, 255 at most. */
  strength: Uint8Array;
}

export interface FlowUnion {
  stack: FlowStack;
  /** The graphs that were laid over each other, one or two. */
  graphs: readonly FlowGraph[];
  /** By ring: which models have each token. */
  members: readonly Uint8Array[];
  /** By hop. */
  edges: readonly UnionEdges[];
}

/** What is shown of a union: by ring and by hop, 1 for what is. */
export interface ShownFlow {
  tokens: readonly Uint8Array[];
  edges: readonly Uint8Array[];
}

/** Lay two graphs of equal shape over each other; one graph alone is the first of a pair whose second is empty. */
export function unite(first: FlowGraph, second: FlowGraph | null): FlowUnion {
  const members = first.members.map((tokens, ring) =>
    tokens.map((token, at) => token * FIRST + (second?.members[ring]?.[at] ?? 0) * SECOND),
  );
  const edges = first.edges.map((each, hop) => uniteEdges(each, second?.edges[hop] ?? NO_EDGES));
  return { stack: first.stack, graphs: second ? [first, second] : [first], members, edges };
}

const NO_EDGES: FlowEdges = {
  length: 0,
  from: new Uint16Array(),
  to: new Uint16Array(),
  heads: new Uint32Array(),
  words: 1,
};

/** Merge two lists, both ordered by `from`, then `to`. */
function uniteEdges(first: FlowEdges, second: FlowEdges): UnionEdges {
  const most = first.length + second.length;
  const words = Math.max(first.words, second.words);
  const [from, to] = [new Uint16Array(most), new Uint16Array(most)];
  const [models, strength] = [new Uint8Array(most), new Uint8Array(most)];
  const heads = [new Uint32Array(most * words), new Uint32Array(most * words)] as const;
  let [length, a, b] = [0, 0, 0];
  while (a < first.length || b < second.length) {
    const order = keyOf(first, a) - keyOf(second, b);
    const source = order <= 0 ? first : second;
    const at = order <= 0 ? a : b;
    from[length] = source.from[at] ?? 0;
    to[length] = source.to[at] ?? 0;
    if (order <= 0) copyHeads(first, a++, heads[0], length, words);
    if (order >= 0) copyHeads(second, b++, heads[1], length, words);
    const nHeads = Math.max(countHeads(heads[0], words, length), countHeads(heads[1], words, length));
    strength[length] = Math.min(255, nHeads);
    models[length++] = order === 0 ? BOTH : order < 0 ? FIRST : SECOND;
  }
  return {
    length,
    words,
    from: from.subarray(0, length),
    to: to.subarray(0, length),
    heads: [heads[0].subarray(0, length * words), heads[1].subarray(0, length * words)],
    models: models.subarray(0, length),
    strength: strength.subarray(0, length),
  };
}

function keyOf({ length, from, to }: FlowEdges, edge: number): number {
  return edge < length ? (from[edge] ?? 0) * 65536 + (to[edge] ?? 0) : Infinity;
}

function copyHeads(source: FlowEdges, edge: number, target: Uint32Array, at: number, words: number): void {
  for (let word = 0; word < source.words; word++) {
    target[at * words + word] = source.heads[edge * source.words + word] ?? 0;
  }
}

/** Whether an edge passes heads in one model that it does not pass in the other. */
export function differs({ heads, words }: UnionEdges, edge: number): boolean {
  for (let at = edge * words; at < (edge + 1) * words; at++) {
    if ((heads[0][at] ?? 0) !== (heads[1][at] ?? 0)) return true;
  }
  return false;
}

/** The models whose flow a comparison follows: one of them, or both. */
export function modelsOf(comparison: Comparison): number {
  return { both: BOTH, first: FIRST, second: SECOND, differs: BOTH }[comparison];
}

/**
 * What a comparison shows: all, one model's graph, or what differs: edges whose heads are not the same in both, their
 * ends, and tokens that only one model has.
 */
export function shownOf({ members, edges, stack }: FlowUnion, comparison: Comparison): ShownFlow {
  const models = { both: BOTH, first: FIRST, second: SECOND, differs: 0 }[comparison];
  if (models === BOTH) {
    // Every edge, and no test of each: this is what a slider of one model waits for.
    return {
      tokens: members.map((ring) => ring.map((bits) => Number(bits > 0))),
      edges: edges.map(({ length }) => new Uint8Array(length).fill(1)),
    };
  }
  const tokens = members.map((ring) =>
    ring.map((bits) => Number(models > 0 ? (bits & models) > 0 : bits === FIRST || bits === SECOND)),
  );
  const shown = edges.map((each) => {
    const visible = new Uint8Array(each.length);
    for (let edge = 0; edge < each.length; edge++) {
      visible[edge] = Number(models > 0 ? ((each.models[edge] ?? 0) & models) > 0 : differs(each, edge));
    }
    return visible;
  });
  if (comparison === 'differs') {
    for (const [hop, each] of edges.entries()) {
      const ends = stack.hops[hop];
      for (let edge = 0; edge < each.length; edge++) {
        if (shown[hop]?.[edge] !== 1) continue;
        tokens[ends?.from ?? 0]?.fill(1, each.from[edge], (each.from[edge] ?? 0) + 1);
        tokens[ends?.to ?? 0]?.fill(1, each.to[edge], (each.to[edge] ?? 0) + 1);
      }
    }
  }
  return { tokens, edges: shown };
}

/** How many edges, and how many passages of an edge through a head, only one model has and both have. */
export interface Tally {
  first: number;
  second: number;
  both: number;
}

export function tallyOf({ edges }: FlowUnion): { edges: Tally; heads: Tally } {
  const tally = { edges: { first: 0, second: 0, both: 0 }, heads: { first: 0, second: 0, both: 0 } };
  const names = ['first', 'second', 'both'] as const;
  for (const { length, models, heads, words } of edges) {
    for (let edge = 0; edge < length; edge++) tally.edges[names[(models[edge] ?? FIRST) - 1] ?? 'first']++;
    for (let at = 0; at < length * words; at++) {
      const [first, second] = [heads[0][at] ?? 0, heads[1][at] ?? 0];
      tally.heads.first += bitsIn(first & ~second);
      tally.heads.second += bitsIn(second & ~first);
      tally.heads.both += bitsIn(first & second);
    }
  }
  return tally;
}

/** Whether two models read a document in the same tokens, which is what makes their flows comparable. */
export function haveSameTokens(first: ModelRun, second: ModelRun): boolean {
  return sameSequence(first.source, second.source) && sameSequence(first.target, second.target);
}

function sameSequence(first: TokenSequence | null, second: TokenSequence | null): boolean {
  if (first === null || second === null) return first === second;
  return first.tokens.length === second.tokens.length && first.tokens.every((token, at) => token === second.tokens[at]);
}

/** Whether two models keep the same layers and heads, so that rings and squares lie over each other. */
export function haveSameLayers(first: ModelRun, second: ModelRun): boolean {
  const shape = ({ attention }: ModelRun) =>
    attention
      .map(({ kind, layers }) => [kind, ...layers.map(({ layer, heads }) => `${layer}:${heads.join(',')}`)].join(' '))
      .join('; ');
  return shape(first) === shape(second);
}
