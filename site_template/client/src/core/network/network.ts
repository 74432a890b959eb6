/** Columns of words and, between them, the panels of the layers: where everything of the Network view lies. */

import type { Side } from '../units';

/** How a layer is shown. */
export const FORMS = ['links', 'multiples', 'piles'] as const;
export type Form = (typeof FORMS)[number];

/** A layer as the reader wants it. */
export interface LayerForm {
  /** Number of the layer. */
  layer: number;
  form: Form;
  isCollapsed: boolean;
  /** Width that its panel needs in its form, in CSS pixels; links need none of their own. */
  room: number;
}

/** Words at one boundary between layers. Lengths in CSS pixels. */
export interface Column {
  x: number;
  /** 0 if no links meet it. */
  width: number;
  /** Too narrow for its words. */
  isNarrow: boolean;
  /** Whose units it holds. */
  side: Side;
  /** The panel whose queries its words are, at its left; null for none. */
  before: number | null;
  /** The panel whose keys its words are, at its right. */
  after: number | null;
}

/** A layer between the column of its keys and that of its queries. */
export interface Panel {
  layer: number;
  x: number;
  width: number;
  form: Form;
  isCollapsed: boolean;
  /** Columns at its ends. */
  keys: number;
  queries: number;
}

export interface Network {
  columns: readonly Column[];
  panels: readonly Panel[];
  width: number;
  /** Whether the queries of a layer are the keys of the next one, as in self-attention. */
  isChained: boolean;
}

export interface NetworkRoom {
  /** Width in sight. */
  width: number;
  /** Width of the longest word. */
  label: number;
}

const COLUMN = { least: 60, most: 132, narrow: 12, padding: 14 };
const PANEL = { least: 116, most: 240, narrow: 30 };
/** Between the layers of cross-attention, which do not pass words on. */
const GAP = 26;

/** Whether a panel shows links; a collapsed one always does, so that paths can be followed through it. */
export function isLinked({ form, isCollapsed }: Pick<Panel, 'form' | 'isCollapsed'>): boolean {
  return form === 'links' || isCollapsed;
}

/**
 * Self-attention is a chain, in which the words that a layer gives are those that the next one takes: a column more
 * than there are layers. In cross-attention every layer reads the same source, so each has two columns of its own.
 */
export function networkOf(layers: readonly LayerForm[], isChained: boolean, room: NetworkRoom): Network {
  const ends = layers.map((_, at) =>
    isChained ? { keys: at, queries: at + 1 } : { keys: 2 * at, queries: 2 * at + 1 },
  );
  const nColumns = layers.length === 0 ? 0 : isChained ? layers.length + 1 : 2 * layers.length;
  const columns = Array.from({ length: nColumns }, (_, at) => unplaced(at, layers, isChained, room));
  const panels = layers.map((each, at) => ({
    ...each,
    ...(ends[at] ?? { keys: 0, queries: 0 }),
    x: 0,
    width: widthOf(each),
  }));
  stretch(columns, panels, isChained, room.width);
  return { columns, panels, width: place(columns, panels, isChained), isChained };
}

function unplaced(at: number, layers: readonly LayerForm[], isChained: boolean, { label }: NetworkRoom): Column {
  const [left, right] = isChained ? [at - 1, at] : at % 2 === 0 ? [-1, at / 2] : [(at - 1) / 2, layers.length];
  const [before, after] = [layers[left], layers[right]];
  const isNarrow = before?.isCollapsed === true || (!isChained && after?.isCollapsed === true);
  const isMet = [before, after].some((layer) => layer && isLinked(layer));
  const wide = Math.max(COLUMN.least, Math.min(COLUMN.most, label + COLUMN.padding));
  return {
    x: 0,
    width: isNarrow ? COLUMN.narrow : isMet ? wide : 0,
    isNarrow,
    side: before ? 'query' : 'key',
    before: before ? left : null,
    after: after ? right : null,
  };
}

function widthOf({ form, isCollapsed, room }: LayerForm): number {
  if (isCollapsed) return PANEL.narrow;
  return form === 'links' ? PANEL.least : Math.max(PANEL.least, room);
}

/** Give panels of links the width that is left, up to a point. */
function stretch(columns: readonly Column[], panels: Panel[], isChained: boolean, available: number): void {
  const wide = panels.filter((panel) => panel.form === 'links' && !panel.isCollapsed);
  const gaps = isChained ? 0 : Math.max(0, panels.length - 1) * GAP;
  const used = [...columns, ...panels].reduce((sum, { width }) => sum + width, gaps);
  const extra = wide.length === 0 ? 0 : Math.floor((available - used) / wide.length);
  for (const panel of wide) panel.width = Math.max(PANEL.least, Math.min(PANEL.most, panel.width + extra));
}

/** Set columns and panels side by side; gives the width of all. */
function place(columns: Column[], panels: Panel[], isChained: boolean): number {
  let x = 0;
  columns.forEach((column, at) => {
    if (!isChained && at > 0 && column.before === null) x += GAP;
    column.x = x;
    x += column.width;
    const panel = column.after === null ? undefined : panels[column.after];
    if (!panel) return;
    panel.x = x;
    x += panel.width;
  });
  return x;
}

/** What lies at a place along the width: a column, a panel, or neither. */
export function placeAt({ columns, panels }: Network, x: number): { column: number } | { panel: number } | null {
  const holds = (part: { x: number; width: number }) => x >= part.x && x < part.x + part.width;
  const column = columns.findIndex(holds);
  if (column >= 0) return { column };
  const panel = panels.findIndex(holds);
  return panel >= 0 ? { panel } : null;
}

/** Columns and panels that reach into a window. */
export function inSight<T extends { x: number; width: number }>(parts: readonly T[], left: number, right: number): T[] {
  return parts.filter((part) => part.width > 0 && part.x + part.width > left && part.x < right);
}

/** The layer (by its place) and the side that a word of a column is pinned on: where it asks, or where it only answers. */
export function pinPlace({ before, after }: Column): { panel: number; side: Side } {
  return before === null ? { panel: after ?? 0, side: 'key' } : { panel: before, side: 'query' };
}

/** What a column is called: the boundary that its words stand at. */
export function columnName({ columns, panels, isChained }: Network, at: number): string {
  const column = columns[at];
  if (!column) return '';
  const [before, after] = [panels[column.before ?? -1]?.layer, panels[column.after ?? -1]?.layer];
  if (!isChained) return before === undefined ? 'source' : `target, L${before}`;
  if (before === undefined) return after === 0 ? 'embedding' : `before L${after ?? 0}`;
  return after !== undefined && after > before + 1 ? `L${before}, … before L${after}` : `after L${before}`;
}
