/**
 * Flows of random attention for tests, and the same worked out slowly from the sentences that define them: plain sets
 * of names, one token, head and layer at a time.
 */

import { flowStack, type FlowAttention, type FlowStack } from './flow';
import { layerOf, randoms } from '../testing';

/** The five thresholds at which everything is compared. */
export const TAUS = [0.02, 0.1, 0.25, 0.5, 0.9] as const;

/** Layers of random attention between two lengths; a high power makes it sharp. */
export function randomLayers(
  random: () => number,
  {
    nLayers,
    nHeads,
    nQuery,
    nKey,
    isCausal = false,
  }: Record<'nLayers' | 'nHeads' | 'nQuery' | 'nKey', number> & { isCausal?: boolean },
) {
  return Array.from({ length: nLayers }, (_, layer) => {
    const rows = Array.from({ length: nHeads }, () =>
      Array.from({ length: nQuery }, (_, query) => {
        const codes = Array.from({ length: nKey }, (_, key) =>
          isCausal && key > query ? 0 : Math.floor(256 * random() ** 3),
        );
        return codes;
      }),
    );
    return { ...layerOf(rows), layer };
  });
}

export interface RandomShape {
  nLayers: number;
  nHeads: number;
  nTokens: number;
  nSource?: number;
}

/** An encoder, a causal decoder, or a translator, with attention from a seed. */
export function randomStack(seed: number, form: 'encoder' | 'causal' | 'translator', shape: RandomShape): FlowStack {
  const random = randoms(seed);
  const { nLayers, nHeads, nTokens, nSource = nTokens } = shape;
  const own = { nLayers, nHeads, nQuery: nTokens, nKey: nTokens };
  const self: FlowAttention = { kind: 'encoder', query: 'source', key: 'source', layers: randomLayers(random, own) };
  if (form === 'encoder') return flowStack([self]);
  const layers = randomLayers(random, { ...own, isCausal: true });
  if (form === 'causal') return flowStack([{ kind: 'decoder', query: 'source', key: 'source', layers }]);
  const read = { nLayers, nHeads, nQuery: nTokens, nKey: nSource };
  const source = { nLayers, nHeads, nQuery: nSource, nKey: nSource };
  return flowStack([
    { ...self, layers: randomLayers(random, source) },
    { kind: 'decoder', query: 'target', key: 'target', layers },
    { kind: 'cross', query: 'target', key: 'source', layers: randomLayers(random, read) },
  ]);
}

/** `ring:token`. */
export type Node = `${number}:${number}`;
/** `hop|from>to|head`: a passage from one token to another through one head. */
export type Passage = `${number}|${number}>${number}|${number}`;

/** All passages of one hop above a threshold, whether reached or not. */
function passagesOf(stack: FlowStack, hop: number, tau: number, allowed: (hop: number, head: number) => boolean) {
  const codes = stack.hops[hop]?.codes;
  const found: { from: number; to: number; head: number }[] = [];
  if (!codes) return found;
  for (const [at, head] of codes.heads.entries()) {
    for (let from = 0; from < codes.nQuery; from++) {
      for (let to = 0; to < codes.nKey; to++) {
        const weight = codes.table[codes.codes[(at * codes.nQuery + from) * codes.nKey + to] ?? 0] ?? 0;
        if (weight > tau && allowed(hop, head)) found.push({ from, to, head });
      }
    }
  }
  return found;
}

function partsOf(passage: Passage) {
  const [hop = 0, from = 0, to = 0, head = 0] = passage.split(/[|>]/).map(Number);
  return { hop, from, to, head };
}

export class SlowFlow {
  readonly nodes = new Set<Node>();
  readonly passages = new Set<Passage>();

  /** Working from the root: an edge to every token already in the graph. */
  constructor(
    readonly stack: FlowStack,
    root: number,
    tau: number,
    allowed: (hop: number, head: number) => boolean = () => true,
  ) {
    this.nodes.add(`0:${root}`);
    for (const [hop, { from, to }] of stack.hops.entries()) {
      for (const each of passagesOf(stack, hop, tau, allowed)) {
        if (!this.nodes.has(`${from}:${each.from}`)) continue;
        this.nodes.add(`${to}:${each.to}`);
        this.passages.add(`${hop}|${each.from}>${each.to}|${each.head}`);
      }
    }
    for (const passage of this.passages) this.join(passage);
  }

  /** Number of heads that lead to a token. */
  count(ring: number, token: number): number {
    return [...this.each()].filter(({ hop, to }) => this.stack.hops[hop]?.to === ring && to === token).length;
  }

  influence(ring: number, token: number): number {
    let sum = 0;
    for (let inner = 1; inner <= ring; inner++) {
      const isSame = this.stack.rings[inner]?.sequence === this.stack.rings[ring]?.sequence;
      if (isSame) sum += 0.5 ** (inner - 1) * this.count(inner, token);
    }
    return sum / ring;
  }

  *each() {
    for (const passage of this.passages) yield partsOf(passage);
  }

  /** Tokens that one token is joined with in the next rings outwards or inwards, and by which hop. */
  private neighbours(node: Node, outwards: boolean, through: { hop: number; head: number } | null) {
    return (this.joined.get(node) ?? []).filter(
      (each) => each.outwards === outwards && (through?.hop !== each.hop || through.head === each.head),
    );
  }

  /** Every passage under both of its ends; made once, because it is asked for a thousand times. */
  private readonly joined = new Map<Node, { node: Node; outwards: boolean; hop: number; head: number }[]>();

  private join(passage: Passage): void {
    const { hop, from, to, head } = partsOf(passage);
    const inner: Node = `${this.stack.hops[hop]?.from ?? -1}:${from}`;
    const outer: Node = `${this.stack.hops[hop]?.to ?? -1}:${to}`;
    for (const [own, node, outwards] of [
      [inner, outer, true],
      [outer, inner, false],
    ] as const) {
      this.joined.set(own, [...(this.joined.get(own) ?? []), { node, outwards, hop, head }]);
    }
  }

  /** Tokens that all of `start` reach in one hop, then everything from there; with the start. */
  reached(start: readonly Node[], outwards: boolean, through: { hop: number; head: number } | null = null): Set<Node> {
    if (start.length === 0 || !start.every((node) => this.nodes.has(node))) return new Set();
    const all = new Set<Node>(start);
    const front: Node[] = [];
    for (const hop of this.stack.hops.keys()) {
      const perToken = start.map(
        (node) =>
          new Set(this.neighbours(node, outwards, through).flatMap((each) => (each.hop === hop ? [each.node] : []))),
      );
      for (const node of perToken[0] ?? []) if (perToken.every((each) => each.has(node))) front.push(node);
    }
    while (front.length > 0) {
      const node = front.pop();
      if (node === undefined || all.has(node)) continue;
      all.add(node);
      front.push(...this.neighbours(node, outwards, through).map((each) => each.node));
    }
    return all;
  }

  /** Every path from one of `inner` to one of `outer`, listed; of several only what all reach, or none. */
  paths(inner: readonly Node[], outer: readonly Node[]): Node[][] {
    const outward = this.reached(inner, true);
    const inward = this.reached(outer, false);
    const isIn = (node: Node) => outward.has(node) && inward.has(node);
    const found: Node[][] = [];
    const walk = (path: Node[]) => {
      const last = path.at(-1);
      if (last === undefined) return;
      if (outer.includes(last)) found.push(path);
      else
        for (const next of new Set(this.neighbours(last, true, null).map(({ node }) => node))) {
          if (isIn(next)) walk([...path, next]);
        }
    };
    for (const node of inner) if (isIn(node)) walk([node]);
    const isPassed = (node: Node) => found.some((path) => path.includes(node));
    return [...inner, ...outer].every(isPassed) ? found : [];
  }
}
