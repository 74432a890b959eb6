/** What depends on what in the graph of a flow, and the paths between two of its rings. */

import { countHeads, hasHead } from './flow';
import { FIRST, SECOND, type FlowUnion, type UnionEdges } from './flowCompare';

/** Tokens chosen in one ring. */
export interface ChosenTokens {
  ring: number;
  tokens: readonly number[];
}

/** What is pointed at or chosen: tokens of one ring, or of two, and perhaps one head that they look through. */
export interface FlowChoice {
  spots: readonly ChosenTokens[];
  /** Only through this head in this hop; all heads count elsewhere. */
  head: { hop: number; head: number } | null;
  /** Which models are followed. */
  models: number;
}

/** By ring and by hop: which models have a token or an edge in what is marked. */
export interface FlowMarks {
  tokens: readonly Uint8Array[];
  edges: readonly Uint8Array[];
}

type Sets = readonly Uint8Array[];

/**
 * What belongs to a choice; each model is followed by itself, then all are united (METHODS 2.6, 2.7).
 *
 * Of tokens in one ring: their dependencies (further out) and dependants (further in). Of several tokens, the next
 * ring's are those that all of them reach, and only from those it goes on: the intersection is taken before the next
 * step. Of tokens in two rings: all paths between them, and with several at an end only what all of them reach; between
 * neighbouring rings, where nothing lies between, every one of them must reach every one of the others.
 */
export function marksOf(union: FlowUnion, choice: FlowChoice): FlowMarks {
  const marks = { tokens: emptySets(union), edges: union.edges.map(({ length }) => new Uint8Array(length)) };
  for (const model of [FIRST, SECOND] as const) {
    if ((choice.models & model) > 0) follow(union, choice, model, marks);
  }
  return marks;
}

function follow(union: FlowUnion, choice: FlowChoice, model: 1 | 2, marks: FlowMarks): void {
  const [inner, outer] = [...choice.spots].sort((a, b) => a.ring - b.ring);
  if (!inner) return;
  const passes = passageOf(choice, model);
  const outward = dependencies(union, inner, model, passes);
  if (outer) {
    const between = crossing(outward, dependants(union, outer, model, passes), inner, outer);
    if (between) mark(union, marks, model, passes, between, between);
    return;
  }
  mark(union, marks, model, passes, outward, outward);
  const inward = dependants(union, inner, model, passes);
  mark(union, marks, model, passes, inward, inward);
}

/** Whether an edge can be passed. */
type Passage = (edges: UnionEdges, hop: number, edge: number) => boolean;

function passageOf({ head }: FlowChoice, model: 1 | 2): Passage {
  return (edges, hop, edge) =>
    ((edges.models[edge] ?? 0) & model) > 0 &&
    (head?.hop !== hop || hasHead(edges.heads[model - 1] ?? edges.heads[0], edges.words, edge, head.head));
}

function emptySets({ members }: FlowUnion): Uint8Array[] {
  return members.map(({ length }) => new Uint8Array(length));
}

/** The chosen tokens that a model has; empty unless it has all, because what lacks one is in no intersection. */
function startOf(union: FlowUnion, { ring, tokens }: ChosenTokens, model: number): Uint8Array[] {
  const sets = emptySets(union);
  const has = (token: number) => ((union.members[ring]?.[token] ?? 0) & model) > 0;
  if (tokens.every(has)) for (const token of tokens) sets[ring]?.fill(1, token, token + 1);
  return sets;
}

/** From the chosen tokens outwards, with the tokens themselves. */
function dependencies(union: FlowUnion, start: ChosenTokens, model: 1 | 2, passes: Passage): Sets {
  const sets = startOf(union, start, model);
  for (const [hop, { from, to }] of union.stack.hops.entries()) {
    const least = from === start.ring ? start.tokens.length : 1;
    step(union, hop, sets[from], sets[to], 'from', passes, least);
  }
  return sets;
}

/** From the chosen tokens inwards, with the tokens themselves. */
function dependants(union: FlowUnion, start: ChosenTokens, model: 1 | 2, passes: Passage): Sets {
  const sets = startOf(union, start, model);
  const inwards = [...union.stack.hops.entries()].sort(([, a], [, b]) => b.to - a.to);
  for (const [hop, { from, to }] of inwards) {
    const least = to === start.ring ? start.tokens.length : 1;
    step(union, hop, sets[to], sets[from], 'to', passes, least);
  }
  return sets;
}

/** Add to `next` what at least `least` tokens of `before` are joined with, looking from the end `side` of each edge. */
function step(
  union: FlowUnion,
  hop: number,
  before: Uint8Array | undefined,
  next: Uint8Array | undefined,
  side: 'from' | 'to',
  passes: Passage,
  least: number,
): void {
  const edges = union.edges[hop];
  if (!edges || !before?.includes(1) || !next) return;
  const [near, far] = side === 'from' ? [edges.from, edges.to] : [edges.to, edges.from];
  const reached = new Uint16Array(next.length);
  for (let edge = 0; edge < edges.length; edge++) {
    if (before[near[edge] ?? 0] !== 1 || !passes(edges, hop, edge)) continue;
    const token = far[edge] ?? 0;
    reached[token] = (reached[token] ?? 0) + 1;
  }
  for (let token = 0; token < next.length; token++) if ((reached[token] ?? 0) >= least) next[token] = 1;
}

/** What lies on a path between two rings; null unless all that is chosen does: what lacks one is not what all reach. */
function crossing(outward: Sets, inward: Sets, inner: ChosenTokens, outer: ChosenTokens): Sets | null {
  const both = outward.map((tokens, ring) =>
    ring < inner.ring || ring > outer.ring ? new Uint8Array(tokens.length) : meet(tokens, inward[ring]),
  );
  const isWhole = ({ ring, tokens }: ChosenTokens) => tokens.every((token) => both[ring]?.[token] === 1);
  return isWhole(inner) && isWhole(outer) ? both : null;
}

function meet(first: Uint8Array, second: Uint8Array | undefined): Uint8Array {
  return first.map((token, at) => token & (second?.[at] ?? 0));
}

/** Mark the tokens of `from` and `to` and the edges between them. */
function mark(union: FlowUnion, marks: FlowMarks, model: number, passes: Passage, from: Sets, to: Sets): void {
  for (const [ring, tokens] of marks.tokens.entries()) {
    for (let token = 0; token < tokens.length; token++) {
      if ((from[ring]?.[token] ?? 0) > 0) tokens[token] = (tokens[token] ?? 0) | model;
    }
  }
  for (const [hop, edges] of union.edges.entries()) {
    const { from: near = 0, to: far = 0 } = union.stack.hops[hop] ?? {};
    const [queries, keys, marked] = [from[near], to[far], marks.edges[hop]];
    if (!queries?.includes(1) || !keys || !marked) continue;
    for (let edge = 0; edge < edges.length; edge++) {
      const joins = queries[edges.from[edge] ?? 0] === 1 && keys[edges.to[edge] ?? 0] === 1;
      if (joins && passes(edges, hop, edge)) marked[edge] = (marked[edge] ?? 0) | model;
    }
  }
}

/** How many tokens are marked, in how many rings. */
export function countTokens({ tokens }: FlowMarks): { tokens: number; rings: number } {
  const counts = tokens.map((ring) => ring.reduce((sum, bits) => sum + Number(bits > 0), 0));
  return { tokens: counts.reduce((sum, count) => sum + count, 0), rings: counts.filter((count) => count > 0).length };
}

/** How many paths of tokens lie between the two rings of a choice, and how many ways they have through heads. */
export interface PathCount {
  paths: number;
  ways: number;
}

export function countPaths(union: FlowUnion, choice: FlowChoice, marks: FlowMarks, model: 1 | 2): PathCount {
  const [inner, outer] = [...choice.spots].sort((a, b) => a.ring - b.ring);
  if (!inner || !outer) return { paths: 0, ways: 0 };
  const paths = union.members.map(({ length }) => new Float64Array(length));
  const ways = union.members.map(({ length }) => new Float64Array(length));
  for (const token of inner.tokens) {
    if (((marks.tokens[inner.ring]?.[token] ?? 0) & model) === 0) continue;
    paths[inner.ring]?.fill(1, token, token + 1);
    ways[inner.ring]?.fill(1, token, token + 1);
  }
  for (const [hop, edges] of union.edges.entries()) {
    const { from = 0, to = 0 } = union.stack.hops[hop] ?? {};
    for (let edge = 0; edge < edges.length; edge++) {
      if (((marks.edges[hop]?.[edge] ?? 0) & model) === 0) continue;
      const isHead = choice.head?.hop === hop;
      const nHeads = isHead ? 1 : countHeads(edges.heads[model - 1] ?? edges.heads[0], edges.words, edge);
      add(paths, from, to, edges.from[edge] ?? 0, edges.to[edge] ?? 0, 1);
      add(ways, from, to, edges.from[edge] ?? 0, edges.to[edge] ?? 0, nHeads);
    }
  }
  const atEnd = (sums: readonly Float64Array[]) =>
    outer.tokens.reduce((sum, token) => sum + (sums[outer.ring]?.[token] ?? 0), 0);
  return { paths: atEnd(paths), ways: atEnd(ways) };
}

function add(sums: readonly Float64Array[], from: number, to: number, a: number, b: number, times: number): void {
  const target = sums[to];
  if (target) target[b] = (target[b] ?? 0) + times * (sums[from]?.[a] ?? 0);
}
