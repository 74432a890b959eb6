/** What the reader points at in the Network view, with the pointer or the keyboard. */

import type { Links } from '../links';
import { isLinked, placeAt, type Network } from './network';
import { bandAt, type Bands } from './sankey';
import type { Word } from '../trace';
import type { Side } from '../units';
import { BOX_GAP, TEXT_HEIGHT, barAt } from './wordBox';

export type NetworkTarget =
  | ({ kind: 'word' } & Word)
  /** The bar of a head (its index) in a word's box; `panel` is the layer in which the word is a key. */
  | ({ kind: 'bar'; panel: number; head: number } & Word)
  /** A link; `query` and `key` are units. */
  | { kind: 'link'; panel: number; query: number; key: number }
  /** A head (its index) of a layer, in a bar chart or a heat map. */
  | { kind: 'head'; panel: number; head: number }
  /** Heads (their indices) piled up. */
  | { kind: 'pile'; panel: number; members: readonly number[] };

export function sameTarget(a: NetworkTarget | null, b: NetworkTarget | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The word that a target is about; null for what is about none. */
export function wordOf(target: NetworkTarget | null): Word | null {
  return target?.kind === 'word' || target?.kind === 'bar' ? { column: target.column, unit: target.unit } : null;
}

/** What can be pointed at. */
export interface Picture {
  network: Network;
  /** Units of each side. */
  counts: Record<Side, number>;
  rowHeight: number;
  hasBars: boolean;
  /** By panel. */
  layers: readonly { nHeads: number; links: Links | null; bands: Bands | null; places: Uint32Array }[];
}

/** What lies at a place, in CSS pixels from the first row of the first column. */
export function targetAt(picture: Picture, x: number, y: number): NetworkTarget | null {
  const place = placeAt(picture.network, x);
  if (!place) return null;
  return 'column' in place ? wordTarget(picture, place.column, x, y) : linkTarget(picture, place.panel, x, y);
}

function wordTarget({ network, counts, rowHeight, hasBars, layers }: Picture, at: number, x: number, y: number) {
  const column = network.columns[at];
  const unit = Math.floor(y / rowHeight);
  if (!column || unit >= counts[column.side]) return null;
  const nHeads = layers[column.after ?? -1]?.nHeads ?? 0;
  const isBar = hasBars && !column.isNarrow && y - unit * rowHeight > TEXT_HEIGHT + BOX_GAP / 2;
  if (!isBar || nHeads === 0 || column.after === null) return { kind: 'word' as const, column: at, unit };
  return { kind: 'bar' as const, column: at, unit, panel: column.after, head: barAt(column, nHeads, x) };
}

function linkTarget({ network, layers }: Picture, at: number, x: number, y: number): NetworkTarget | null {
  const [panel, layer] = [network.panels[at], layers[at]];
  if (!panel || !layer?.links || !layer.bands || !isLinked(panel)) return null;
  const place = bandAt(layer.bands, layer.places, panel.width, (x - panel.x) / panel.width, y);
  if (place < 0) return null;
  return { kind: 'link', panel: at, query: layer.links.query[place] ?? 0, key: layer.links.key[place] ?? 0 };
}

/** Words that PageUp and PageDown pass. */
const PAGE = 10;

/** The word that a key of the keyboard leads to; null for keys that mean something else. */
export function wordFrom({ network, counts }: Picture, { column, unit }: Word, key: string): Word | null {
  const moves: Record<string, Word> = {
    ArrowUp: { column, unit: unit - 1 },
    ArrowDown: { column, unit: unit + 1 },
    PageUp: { column, unit: unit - PAGE },
    PageDown: { column, unit: unit + PAGE },
    Home: { column, unit: 0 },
    End: { column, unit: Infinity },
    ArrowLeft: { column: columnBeside(network, column, -1), unit },
    ArrowRight: { column: columnBeside(network, column, 1), unit },
  };
  const next = moves[key];
  if (!next) return null;
  const count = counts[network.columns[next.column]?.side ?? 'query'];
  return { column: next.column, unit: Math.max(0, Math.min(count - 1, next.unit)) };
}

/** The next column with words in a direction, or the same if there is none. */
function columnBeside({ columns }: Network, from: number, step: number): number {
  const places = columns.map((_, at) => at).filter((at) => (columns[at]?.width ?? 0) > 0);
  const beyond = places.filter((at) => (at - from) * step > 0);
  return (step > 0 ? beyond[0] : beyond.at(-1)) ?? from;
}

/** The bar beside the one that is pointed at, or the first on that side; null where a word has no bars. */
export function barFrom(
  { network, hasBars, layers }: Picture,
  word: Word,
  target: NetworkTarget | null,
  step: number,
): NetworkTarget | null {
  const panel = network.columns[word.column]?.after ?? null;
  const count = layers[panel ?? -1]?.nHeads ?? 0;
  if (panel === null || count === 0 || !hasBars) return null;
  const from = target?.kind === 'bar' ? target.head : step > 0 ? -1 : count;
  return { kind: 'bar', ...word, panel, head: Math.max(0, Math.min(count - 1, from + step)) };
}
