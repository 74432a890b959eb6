/** Figures of the Network view, from what the page has derived. */

import type { HeadColour } from '../../core/colour';
import { cutTree, treeOf, usualCut } from '../../core/network/dendrogram';
import type { Block, Chip } from '../../core/network/mapsFigure';
import { meanOver } from '../../core/network/piles';
import { pixelsToAddress } from '../../core/png';
import { heatTable, paintCells } from '../../core/ramp';
import type { Linkage, ViewProps } from '../../core/payload';
import type { UnitWeights } from '../../core/regroup';
import { ORDERS } from '../../core/sorting';
import { formOf } from '../../core/network/networkState';
import { heatCells } from '../drawHeat';
import type { NetworkData } from './network.svelte';
import type { HeadOrders } from './networkOrder.svelte';
import type { Patterns, Piled } from './patterns.svelte';

/** Least side of a picture in pixels: cells are enlarged to whole pixels, so that no viewer smooths them away. */
const LEAST_SIDE = 160;

/** A heat map as a data address. */
function mapPicture(weights: UnitWeights, head: number, dark: boolean): string {
  const pixels = paintCells(heatCells(weights, head), heatTable(dark));
  const zoom = Math.max(1, Math.ceil(LEAST_SIDE / Math.max(1, weights.nKey)));
  return pixelsToAddress(pixels, weights.nKey, zoom);
}

/** The heads of a block: their names and colours. */
interface BlockHead {
  name: string;
  colour: HeadColour | undefined;
}

function chipOf({ name, colour }: BlockHead): Chip {
  return { name, fill: colour?.fill ?? '#808080', text: colour?.text ?? '#ffffff' };
}

/** @param places Indices of the heads in the order shown, each with the number under it. */
function multiplesBlock(
  weights: UnitWeights,
  heads: readonly BlockHead[],
  places: readonly { at: number; value: string }[],
  ends: readonly [string, string] | null,
  dark: boolean,
): Block {
  const maps = places.flatMap(({ at, value }) => {
    const head = heads[at];
    return head ? [{ chip: chipOf(head), picture: mapPicture(weights, at, dark), value }] : [];
  });
  return { kind: 'multiples', maps, ends };
}

/** @param cut Share of the tree's height; null where it is usually cut. */
export function pilesBlock(
  weights: UnitWeights,
  heads: readonly BlockHead[],
  linkage: Linkage | undefined,
  cut: number | null,
  dark: boolean,
): Block {
  const merges = linkage?.merges ?? [];
  const tree = treeOf(merges, heads.length);
  const share = cut ?? usualCut(tree);
  const leaves = heads.map(chipOf);
  const piles = cutTree(merges, tree, share * tree.height).map((members) => ({
    picture: mapPicture(meanOver(weights, members), 0, dark),
    chips: members.flatMap((member) => leaves[member] ?? []),
  }));
  return { kind: 'piles', tree, leaves, cut: share, piles };
}

/** What the panels of layers are made from. */
export interface BlockSource {
  view: Pick<ViewProps, 'page' | 'attention'>;
  data: NetworkData;
  orders: HeadOrders;
  patterns: Patterns;
  /** By head number. */
  colours: readonly HeadColour[];
}

/** The heads of a layer (its place) and the tree they are piled by: of this document, or of all. */
export function piledHeads({ view, data, patterns }: BlockSource, at: number): Piled | null {
  const [codes, layer] = [data.codes[at], view.attention.layers[at]];
  if (!codes || !layer) return null;
  if (patterns.asked) return patterns.of(layer.layer);
  return {
    weights: data.toWeights(codes),
    heads: codes.heads.map((head) => ({ layer: layer.layer, head })),
    linkage: layer.network?.linkages.find(({ method }) => method === view.page.linkage),
  };
}

/** A layer's heat maps or piles, as the page shows them; empty until its bytes have arrived. */
export function layerBlock(source: BlockSource, at: number, dark: boolean): Block {
  const { view, data, orders, colours } = source;
  const [codes, layer] = [data.codes[at], view.attention.layers[at]];
  if (!codes || !layer) return { kind: 'multiples', maps: [], ends: null };
  const piled = formOf(view.page, layer.layer) === 'piles' ? piledHeads(source, at) : null;
  if (piled) {
    const heads = piled.heads.map(({ head }) => ({ name: String(head), colour: colours[head] }));
    return pilesBlock(piled.weights, heads, piled.linkage, view.page.cuts[layer.layer] ?? null, dark);
  }
  const heads = codes.heads.map((head) => ({ name: `H${head}`, colour: colours[head] }));
  const places = orders.placesOf(at).map((place) => ({ at: place, value: orders.shortText(at, place) }));
  const ends = orders.values[at] ? ORDERS[view.page.order].ends : null;
  return multiplesBlock(data.toWeights(codes), heads, places, ends, dark);
}
