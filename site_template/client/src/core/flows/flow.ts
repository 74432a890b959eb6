/** How attention reaches a token at the top of a model: the graph of Attention Flows (DeRose, Wang and Berger 2020). */

import type { Attention, AttentionKind, LayerCodes } from '../payload';

type SequenceName = Attention['query'];

/** Attention of one kind with the bytes of its layers, in ascending order. */
export interface FlowAttention extends Pick<Attention, 'kind' | 'query' | 'key'> {
  layers: readonly LayerCodes[];
}

/** The states of a sequence that one layer of attention reads. Ring 0 holds the root alone and is read by no layer. */
export interface FlowRing {
  /** Of the layer that reads it; null for the root. The last states of an encoder are read by all cross-attention. */
  kind: AttentionKind | null;
  /** Null for the root and for the last states of an encoder. */
  layer: number | null;
  sequence: SequenceName;
  nTokens: number;
}

/** Attention between two rings: queries in `from`, keys in `to`, which lies further out. */
export interface FlowHop {
  kind: AttentionKind;
  layer: number;
  from: number;
  to: number;
  codes: LayerCodes;
  strong: StrongKeys;
}

/** The smallest threshold of a flow, and the largest. */
export const LEAST_TAU = 0.02;
export const MOST_TAU = 0.9;

/** What each head gives from each query above the smallest threshold, strongest first: rows are short, as they sum to 1. */
interface StrongKeys {
  /** Axes (head, query), and one more: where each row begins. */
  start: Uint32Array;
  key: Uint16Array;
  code: Uint8Array;
}

/** The rings from the root outwards, and the hops between them, those of inner rings first. */
export interface FlowStack {
  rings: readonly FlowRing[];
  hops: readonly FlowHop[];
}

/** The heads of one layer that may be passed. */
export interface HeadSubset {
  kind: AttentionKind;
  layer: number;
  heads: readonly number[];
}

export interface FlowOptions {
  /** Token of the top sequence that the graph starts from. */
  root: number;
  /** Attention must be above it; from `LEAST_TAU`. */
  tau: number;
  /** Layers of which only some heads count; all heads of the others do. */
  through: readonly HeadSubset[];
}

/** Pairs of tokens joined by a hop, ordered by `from`, then by `to`. */
export interface FlowEdges {
  length: number;
  from: Uint16Array;
  to: Uint16Array;
  /** Axes (edge, word): bit `h % 32` of word `h / 32` is set if head `h` joins them. */
  heads: Uint32Array;
  /** Words per edge. */
  words: number;
}

export interface FlowGraph {
  stack: FlowStack;
  /** By ring: 1 for tokens in the graph. */
  members: readonly Uint8Array[];
  /** By hop. */
  edges: readonly FlowEdges[];
  /** By ring: how many heads lead to each token, over all tokens that attend to it. */
  counts: readonly Uint32Array[];
  /** By hop, axes (query token, head number): to how many keys a head leads. 0 for tokens outside the graph. */
  reach: readonly Uint16Array[];
}

/**
 * The rings and hops of a model. Decoders come first, then, for models that read a source, its encoder: every layer of
 * cross-attention leads from the decoder's states that ask it to the encoder's last states.
 */
export function flowStack(attention: readonly FlowAttention[]): FlowStack {
  const find = (kind: AttentionKind) => attention.find((each) => each.kind === kind);
  const [encoder, decoder, cross] = [find('encoder'), find('decoder'), find('cross')];
  const top = decoder ?? cross ?? encoder;
  if (!top) return { rings: [], hops: [] };
  const rings: FlowRing[] = [{ kind: null, layer: null, sequence: top.query, nTokens: top.layers[0]?.nQuery ?? 0 }];
  const hops: FlowHop[] = [];
  if (decoder) addLayers(rings, hops, decoder);
  if (cross) addCross(rings, hops, cross);
  if (encoder && (cross || !decoder)) addLayers(rings, hops, encoder);
  return { rings, hops: hops.sort((a, b) => a.from - b.from || a.to - b.to) };
}

/** The last layer lies next to what is there already. */
function addLayers(rings: FlowRing[], hops: FlowHop[], { kind, key, layers }: FlowAttention): void {
  for (const codes of layers.toReversed()) {
    const hop = { kind, layer: codes.layer, from: rings.length - 1, to: rings.length };
    hops.push({ ...hop, codes, strong: strongKeys(codes) });
    rings.push({ kind, layer: codes.layer, sequence: key, nTokens: codes.nKey });
  }
}

/** Cross-attention of layer `l` is asked by what self-attention of layer `l` made: by the ring that it leads from. */
function addCross(rings: FlowRing[], hops: FlowHop[], { key, layers }: FlowAttention): void {
  const to = rings.length;
  const asking = hops.map(({ layer, from }) => ({ layer, from }));
  for (const codes of layers) {
    const from = asking.find(({ layer }) => layer <= codes.layer)?.from ?? to - 1;
    hops.push({ kind: 'cross', layer: codes.layer, from, to, codes, strong: strongKeys(codes) });
  }
  rings.push({ kind: 'cross', layer: null, sequence: key, nTokens: layers[0]?.nKey ?? 0 });
}

/** Found once, so that moving the threshold need not look at every weight again. */
function strongKeys(layer: LayerCodes): StrongKeys {
  const { codes, nKey } = layer;
  const limit = codeAbove(layer, LEAST_TAU);
  const count = codes.reduce((sum, code) => sum + Number(code >= limit), 0);
  const nRows = codes.length / nKey;
  const start = new Uint32Array(nRows + 1);
  const [key, code] = [new Uint16Array(count), new Uint8Array(count)];
  let end = 0;
  for (let row = 0; row < nRows; row++) {
    for (let column = 0; column < nKey; column++) {
      const own = codes[row * nKey + column] ?? 0;
      if (own < limit) continue;
      let at = end++;
      for (; at > (start[row] ?? 0) && (code[at - 1] ?? 0) < own; at--) {
        code[at] = code[at - 1] ?? 0;
        key[at] = key[at - 1] ?? 0;
      }
      code[at] = own;
      key[at] = column;
    }
    start[row + 1] = end;
  }
  return { start, key, code };
}

/** How many words of 32 bits hold a bit for every head of a layer. */
export function wordsOf(heads: readonly number[]): number {
  return 1 + (Math.max(0, ...heads) >> 5);
}

/** Length of the head axis of `FlowGraph.reach`. */
export function headRoom({ heads }: LayerCodes): number {
  return 1 + Math.max(0, ...heads);
}

export function hasHead(heads: Uint32Array, words: number, edge: number, head: number): boolean {
  return (((heads[edge * words + (head >> 5)] ?? 0) >>> (head & 31)) & 1) === 1;
}

/** Numbers of the heads of an edge, ascending. */
export function headsOf(heads: Uint32Array, words: number, edge: number): number[] {
  const found: number[] = [];
  for (let head = 0; head < 32 * words; head++) if (hasHead(heads, words, edge, head)) found.push(head);
  return found;
}

export function countHeads(heads: Uint32Array, words: number, edge: number): number {
  let count = 0;
  for (let word = 0; word < words; word++) count += bitsIn(heads[edge * words + word] ?? 0);
  return count;
}

/** Number of set bits, in parallel sums of neighbours. */
export function bitsIn(word: number): number {
  let sum = word - ((word >>> 1) & 0x55555555);
  sum = (sum & 0x33333333) + ((sum >>> 2) & 0x33333333);
  return Math.imul((sum + (sum >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/**
 * The graph of a root: from the root outwards, a token `b` of the next ring is joined to a token `a` that is in the
 * graph already through every head with `A[l, head, a, b] > τ` (DeRose et al. 2020, Section 4.1; METHODS 2.1). A
 * larger `τ` only takes edges away.
 *
 * Weights are known to 8 bits, so an edge within `LayerCodes.maxError` of `τ` may be decided otherwise than by the
 * model's own numbers.
 */
export function flowGraph(stack: FlowStack, { root, tau, through }: FlowOptions): FlowGraph {
  const members = stack.rings.map(({ nTokens }) => new Uint8Array(nTokens));
  const counts = stack.rings.map(({ nTokens }) => new Uint32Array(nTokens));
  members[0]?.fill(1, root, root + 1);
  const reach: Uint16Array[] = [];
  const edges = stack.hops.map((hop) => {
    const subset = through.find(({ kind, layer }) => kind === hop.kind && layer === hop.layer);
    const found = edgesOf(hop, members[hop.from] ?? new Uint8Array(), tau, subset?.heads ?? null);
    countIn(found.edges, members[hop.to] ?? new Uint8Array(), counts[hop.to] ?? new Uint32Array());
    reach.push(found.reach);
    return found.edges;
  });
  return { stack, members, edges, counts, reach };
}

/** A threshold, to the hundredth, at which some head leads on from the root; 0 if none gives anything. */
export function tauBelow({ hops }: FlowStack, root: number): number {
  const largest = hops.filter(({ from }) => from === 0).map(({ codes }) => largestFrom(codes, root));
  return Math.max(0, Math.ceil(100 * Math.max(0, ...largest)) - 1) / 100;
}

function largestFrom({ codes, table, heads, nQuery, nKey }: LayerCodes, query: number): number {
  const rows = heads.map((_, at) => codes.subarray((at * nQuery + query) * nKey, (at * nQuery + query + 1) * nKey));
  return table[Math.max(0, ...rows.map((row) => Math.max(...row)))] ?? 0;
}

/** The smallest code above `tau`; 256 if there is none. */
export function codeAbove({ table }: LayerCodes, tau: number): number {
  const code = table.findIndex((value) => value > tau);
  return code < 0 ? table.length : code;
}

function edgesOf({ codes, strong }: FlowHop, members: Uint8Array, tau: number, only: readonly number[] | null) {
  const { nQuery, nKey, heads } = codes;
  const [words, room, limit] = [wordsOf(heads), headRoom(codes), codeAbove(codes, tau)];
  const list = new EdgeList(words, nKey);
  const reach = new Uint16Array(nQuery * room);
  for (let query = 0; query < nQuery; query++) {
    if (members[query] !== 1) continue;
    for (const [at, head] of heads.entries()) {
      if (only && !only.includes(head)) continue;
      reach[query * room + head] = list.mark(strong, at * nQuery + query, head, limit);
    }
    list.take(query);
  }
  return { edges: list.edges(), reach };
}

/** Edges as they are found, one query after the other. */
class EdgeList {
  private length = 0;
  private from = new Uint16Array(256);
  private to = new Uint16Array(256);
  private heads: Uint32Array;
  /** Heads that join the present query to each key. */
  private readonly marks: Uint32Array;

  constructor(
    private readonly words: number,
    private readonly nKey: number,
  ) {
    this.heads = new Uint32Array(256 * words);
    this.marks = new Uint32Array(nKey * words);
  }

  /** Mark the keys of a row whose codes reach the limit; gives how many there are. */
  mark({ start, key, code }: StrongKeys, row: number, head: number, limit: number): number {
    const { words, marks } = this;
    const [word, bit] = [head >> 5, 1 << (head & 31)];
    const [first, end] = [start[row] ?? 0, start[row + 1] ?? 0];
    let at = first;
    for (; at < end && (code[at] ?? 0) >= limit; at++) {
      const place = (key[at] ?? 0) * words + word;
      marks[place] = (marks[place] ?? 0) | bit;
    }
    return at - first;
  }

  /** Make edges of what is marked. */
  take(query: number): void {
    const { words, marks, nKey } = this;
    for (let key = 0; key < nKey; key++) {
      let any = 0;
      for (let word = 0; word < words; word++) any |= marks[key * words + word] ?? 0;
      if (any === 0) continue;
      if (this.length === this.from.length) this.grow();
      this.from[this.length] = query;
      this.to[this.length] = key;
      for (let word = 0; word < words; word++) this.heads[this.length * words + word] = marks[key * words + word] ?? 0;
      this.length++;
    }
    marks.fill(0);
  }

  edges(): FlowEdges {
    const { length, words } = this;
    return {
      length,
      words,
      from: this.from.subarray(0, length),
      to: this.to.subarray(0, length),
      heads: this.heads.subarray(0, length * words),
    };
  }

  private grow(): void {
    const twice = <T extends Uint16Array | Uint32Array>(old: T, fresh: T): T => {
      fresh.set(old);
      return fresh;
    };
    const size = 2 * this.from.length;
    this.from = twice(this.from, new Uint16Array(size));
    this.to = twice(this.to, new Uint16Array(size));
    this.heads = twice(this.heads, new Uint32Array(size * this.words));
  }
}

function countIn({ length, to, heads, words }: FlowEdges, members: Uint8Array, counts: Uint32Array): void {
  for (let edge = 0; edge < length; edge++) {
    const key = to[edge] ?? 0;
    members[key] = 1;
    counts[key] = (counts[key] ?? 0) + countHeads(heads, words, edge);
  }
}

/** How much less a ring counts than the one inside it. */
const DECAY = 0.5;

/**
 * Influence of each token at a ring: `I_l(w) = 1/(L−l+1) Σ_{l'=l..L} α^(L−l') c_{l'}(w)` with `α = 0.5` (DeRose et al.
 * 2020, Eq. 3 and 4). The ring next to the root is `L`; rings of the other sequence add nothing.
 */
export function influence({ stack, counts }: Pick<FlowGraph, 'stack' | 'counts'>, ring: number): Float64Array {
  const own = stack.rings[ring];
  const sums = new Float64Array(own?.nTokens ?? 0);
  for (let depth = 1; depth <= ring; depth++) {
    if (stack.rings[depth]?.sequence !== own?.sequence) continue;
    const weight = DECAY ** (depth - 1);
    for (let token = 0; token < sums.length; token++) {
      sums[token] = (sums[token] ?? 0) + weight * (counts[depth]?.[token] ?? 0);
    }
  }
  return sums.map((sum) => sum / Math.max(1, ring));
}

/** Circles that a token is shown with at most. */
export const MOST_CIRCLES = 5;

/** How many of the circles are full: `min(5, ceil(I))`. */
export function circlesOf(value: number): number {
  return Math.min(MOST_CIRCLES, Math.ceil(value));
}
