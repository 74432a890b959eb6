/** What the Network view shows beside the pointer: a description of the target, and heat maps of it. */

import type { Description } from '../../core/describe';
import type { Network } from '../../core/network/network';
import type { ViewProps } from '../../core/payload';
import { pileOf, type Pile } from '../../core/network/piles';
import { regroup, type UnitWeights } from '../../core/regroup';
import { onlyHeads } from '../../core/network/sankey';
import type { Word } from '../../core/trace';
import type { NetworkData } from './network.svelte';
import type { HeadOrders } from './networkOrder.svelte';
import type { Patterns } from './patterns.svelte';
import type { NetworkTarget } from '../../core/network/networkTarget';
import { describeBand, describeBar, describeHead, describePile, describeWord, type LayerFacts } from './networkText';

/** A heat map beside the pointer. */
export interface PeekMap {
  caption: string;
  weights: UnitWeights;
  head: number;
  /** Key whose column is boxed; null for none. */
  boxed: number | null;
}

/** Looks things up for what the reader points at; made anew whenever something of it changes. */
export interface Look {
  view: Pick<ViewProps, 'attention' | 'query' | 'key'>;
  data: NetworkData;
  orders: HeadOrders;
  network: Network;
  patterns: Patterns;
}

/** A layer with what is derived from it; null until its bytes have arrived. */
function factsOf({ view, data }: Look, at: number): LayerFacts | null {
  const [codes, flow] = [data.codes[at], data.flows[at]];
  return codes && flow ? { codes, flow, network: view.attention.layers[at]?.network } : null;
}

export function describeTarget(look: Look, target: NetworkTarget): Description | null {
  if (target.kind === 'word') return wordDescription(look, target);
  const { data, orders } = look;
  const layer = factsOf(look, target.panel);
  if (!layer) return null;
  if (target.kind === 'head') {
    return describeHead(layer, target.head, data.isSelf, orders.distances?.[target.panel]?.[target.head]);
  }
  if (target.kind === 'pile')
    return describePile(pileAt(look, layer, target.members), headNames(layer, target.members));
  const key = data.keys[target.kind === 'bar' ? target.unit : target.key];
  if (!key) return null;
  if (target.kind === 'bar') return describeBar(layer, target.head, key, data.linked.queries);
  const query = data.queries[target.query];
  return query ? describeBand(layer, data.activeOf(layer.codes), target, query, key) : null;
}

function wordDescription(look: Look, { column: at, unit: row }: Word): Description | null {
  const { data, view, network } = look;
  const column = network.columns[at];
  const [units, sequence] = column?.side === 'query' ? [data.queries, view.query] : [data.keys, view.key];
  const unit = units[row];
  if (!column || !unit) return null;
  return describeWord(unit, row, {
    before: column.before === null ? null : factsOf(look, column.before),
    after: column.after === null ? null : factsOf(look, column.after),
    queries: data.queries,
    keys: data.keys,
    sequence,
  });
}

function headNames({ codes }: LayerFacts, members: readonly number[]): string[] {
  return members.map((member) => `H${codes.heads[member] ?? 0}`);
}

/** Of this document's heads, or of the mean patterns of all documents, whichever is piled. */
function pileAt({ data, patterns }: Look, { codes }: LayerFacts, members: readonly number[]): Pile {
  const corpus = patterns.of(codes.layer);
  if (corpus) return pileOf(corpus.weights, members);
  const { queries, keys } = data.linked;
  const weights = regroup(onlyHeads(codes, members), queries, keys);
  return pileOf(
    weights,
    members.map((_, at) => at),
  );
}

/** Heat maps of a word bar or a pile; null for other targets. */
export function peekAt(look: Look, target: NetworkTarget): PeekMap[] | null {
  const layer = target.kind === 'bar' || target.kind === 'pile' ? factsOf(look, target.panel) : null;
  if (!layer) return null;
  if (target.kind === 'bar') {
    const { queries, keys } = look.data.linked;
    const weights = regroup(onlyHeads(layer.codes, [target.head]), queries, keys);
    return [{ caption: 'queries ↓, keys →', weights, head: 0, boxed: target.unit }];
  }
  if (target.kind !== 'pile') return null;
  const { mean, spread } = pileAt(look, layer, target.members);
  const maps = [{ caption: 'mean', weights: mean, head: 0, boxed: null }];
  return target.members.length === 1
    ? maps
    : [...maps, { caption: 'standard deviation', weights: spread, head: 0, boxed: null }];
}
