/** What the page says about a token, a head or a choice of the Flows view. */

import { isolated } from '../dataTable';
import type { Description, Fact } from '../describe';
import { countHeads, hasHead, influence, type FlowGraph, type FlowStack } from './flow';
import type { FlowUnion } from './flowCompare';
import { reachOf, glyphOf } from './flowGlyphs';
import type { FlowTarget } from './flowTarget';
import { headName } from '../format';

/** How many tokens are named. */
const MOST_NAMED = 6;

export interface FlowNames {
  /** Text of a token of a ring. */
  token: (ring: number, token: number) => string;
  /** What a reader counts it as. */
  number: (ring: number, token: number) => string;
  /** Of the first model, and of the second while two are compared. */
  models: readonly string[];
}

/** Name of a ring: the layer that reads it. */
export function ringName({ rings }: FlowStack, ring: number): string {
  const { kind, layer } = rings[ring] ?? {};
  if (!kind) return 'root';
  if (kind === 'cross') return 'encoder output';
  const isTranslator = rings.some((each) => each.kind === 'cross');
  return isTranslator ? `${kind} L${layer ?? 0}` : `L${layer ?? 0}`;
}

export function describeTarget(union: FlowUnion, target: FlowTarget, names: FlowNames): Description {
  return target.square === null
    ? describeToken(union, target.ring, target.token, names)
    : describeSquare(union, target, target.square, names);
}

function describeToken(union: FlowUnion, ring: number, token: number, names: FlowNames): Description {
  const facts = union.graphs.flatMap((graph, at) => {
    const own = tokenFacts(graph, union, ring, token, at);
    return union.graphs.length > 1 ? [{ name: names.models[at] ?? '', value: own.map(inWords).join(' · ') }] : own;
  });
  return {
    title: `${isolated(names.token(ring, token))} · ${ringName(union.stack, ring)}`,
    facts: [{ name: 'token', value: names.number(ring, token) }, ...facts],
  };
}

const inWords = ({ name, value }: Fact) => `${name} ${value}`;

function tokenFacts(graph: FlowGraph, union: FlowUnion, ring: number, token: number, model: number): Fact[] {
  if (graph.members[ring]?.[token] !== 1) return [{ name: 'not in this flow', value: '' }];
  const inner = { tokens: 0, heads: 0 };
  const outer = { tokens: 0, heads: 0 };
  for (const [hop, edges] of union.edges.entries()) {
    const { from = -1, to = -1 } = union.stack.hops[hop] ?? {};
    if (from !== ring && to !== ring) continue;
    for (let edge = 0; edge < edges.length; edge++) {
      const heads = countHeads(edges.heads[model] ?? edges.heads[0], edges.words, edge);
      if (heads === 0) continue;
      if (to === ring && edges.to[edge] === token) addTo(inner, heads);
      if (from === ring && edges.from[edge] === token) addTo(outer, heads);
    }
  }
  const isOutermost = !union.stack.hops.some(({ from }) => from === ring);
  return [
    ...(ring === 0
      ? []
      : [
          { name: 'influence', value: (influence(graph, ring)[token] ?? 0).toFixed(2) },
          { name: 'read by', value: amounts(inner) },
        ]),
    ...(isOutermost ? [] : [{ name: 'reads', value: amounts(outer) }]),
  ];
}

function addTo(sum: { tokens: number; heads: number }, heads: number): void {
  sum.tokens += 1;
  sum.heads += heads;
}

/** Each head counts once for each token it reads or is read by. */
function amounts({ tokens, heads }: { tokens: number; heads: number }): string {
  if (tokens === 0) return 'nothing';
  return `${tokens} ${tokens === 1 ? 'token' : 'tokens'} through ${heads} ${heads === 1 ? 'head' : 'heads'}`;
}

function describeSquare(
  union: FlowUnion,
  { ring, token, half }: FlowTarget,
  square: number,
  names: FlowNames,
): Description {
  const glyphHead = glyphOf(union, ring).heads[square];
  if (!glyphHead) return describeToken(union, ring, token, names);
  const { hop, head } = glyphHead;
  const { layer = 0, kind, to = 0 } = union.stack.hops[hop] ?? {};
  const facts = union.graphs.map((graph, at): Fact => {
    const count = reachOf(graph, glyphHead, token);
    const listed = readThrough(union, hop, head, token, at).map((key) => isolated(names.token(to, key)));
    const named = [...listed.slice(0, MOST_NAMED), ...(listed.length > MOST_NAMED ? ['…'] : [])].join(', ');
    return { name: names.models[at] ?? '', value: count === 0 ? 'reads nothing' : `reads ${count}: ${named}` };
  });
  const side = half === 'whole' || union.graphs.length < 2 ? '' : `, ${names.models[half === 'first' ? 0 : 1] ?? half}`;
  const cross = kind === 'cross' ? ' (cross)' : '';
  return { title: `${headName(layer, head)}${cross} of ${isolated(names.token(ring, token))}${side}`, facts };
}

/** Tokens that a token reads through a head. */
export function readThrough({ edges }: FlowUnion, hop: number, head: number, token: number, model: number): number[] {
  const own = edges[hop];
  if (!own) return [];
  const heads = own.heads[model] ?? own.heads[0];
  return [...own.from.keys()]
    .filter((edge) => own.from[edge] === token && hasHead(heads, own.words, edge, head))
    .map((edge) => own.to[edge] ?? 0);
}
