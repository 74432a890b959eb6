/** Where the columns of the Neurons view lie. Lengths in CSS pixels. */

import type { Step } from '../scores';

/** Blocks of cells: a column per neuron, a row per key. */
export type Block = 'key' | 'product' | 'value';

/** A block of cells or a column of numbers; `left` counts from the edge of the pane before scrolling. */
export interface Part {
  what: Block | Step;
  /** Cells of a block; 0 for a column of numbers. */
  count: number;
  left: number;
  width: number;
}

/** Tokens and lines stand at the left; everything else scrolls sideways in the pane beside them. */
export interface NeuronLayout {
  rowHeight: number;
  /** Height of what stays above the rows: titles, the query's own cells, and marks. */
  head: number;
  queryWidth: number;
  lines: { left: number; right: number };
  keyWidth: number;
  pane: { left: number; width: number };
  /** Width of all parts together. */
  content: number;
  /** Width of a neuron's cell. */
  cell: number;
  parts: readonly Part[];
}

/** What there is to lay out. */
export interface NeuronRoom {
  width: number;
  /** Widths that the longest labels need. */
  queryLabel: number;
  keyLabel: number;
  /** Neurons of the blocks of keys and products, and of the block of values. */
  nNeurons: number;
  nValues: number;
  steps: readonly Step[];
  /** From 0, collapsed to lines and attention, to 1. */
  open: number;
}

const ROW_HEIGHT = 22;
/** Height of the titles, of the row of the query's cells, and of the marks below it. */
export const HEAD = { titles: 22, cells: 24, marks: 12 };
const [GAP, ATTENTION_WIDTH] = [14, 110];
/** Names of terms are longer than those of other steps. */
const STEP_WIDTHS: Partial<Record<Step, number>> = { offsetBias: 116, keyBias: 116, pairTerms: 116 };
const STEP_WIDTH = 88;
/** Width of the attention while nothing else is shown. */
const COLLAPSED_ATTENTION = 220;
/** A block without cells keeps its title. */
const LEAST_BLOCK = 48;
const [LEAST_CELL, MOST_CELL] = [3, 10];
const [LEAST_LINES, MOST_LINES] = [32, 120];
const LEAST_LABEL = 64;
/** Below this width labels may take a larger share of it. */
const NARROW = 520;

export function neuronLayout(room: NeuronRoom): NeuronLayout {
  const { width } = room;
  const most = Math.round(width * (width < NARROW ? 0.22 : 0.16));
  const labelled = (label: number) => Math.round(Math.max(LEAST_LABEL, Math.min(label, most)));
  const [queryWidth, keyWidth] = [labelled(room.queryLabel), labelled(room.keyLabel)];
  const tokens = queryWidth + keyWidth;
  const cell = cellWidth(room, width - tokens - LEAST_LINES);
  const parts = partsOf(room, cell);
  const lines = linesWidth(room, width - tokens, cell);
  return {
    rowHeight: ROW_HEIGHT,
    head: HEAD.titles + HEAD.cells + HEAD.marks,
    queryWidth,
    lines: { left: queryWidth, right: queryWidth + lines },
    keyWidth,
    pane: { left: tokens + lines, width: Math.max(0, width - tokens - lines) },
    content: rightOf(parts),
    cell,
    parts,
  };
}

/** The lines take what nothing else needs: much while collapsed, little but enough to follow while expanded. */
function linesWidth(room: NeuronRoom, width: number, cell: number): number {
  const collapsed = Math.max(LEAST_LINES, width - COLLAPSED_ATTENTION);
  const spare = width - rightOf(partsOf({ ...room, open: 1 }, cell));
  const expanded = Math.min(collapsed, Math.max(LEAST_LINES, Math.min(MOST_LINES, spare)));
  return Math.round(collapsed + (expanded - collapsed) * room.open);
}

function rightOf(parts: readonly Part[]): number {
  const last = parts.at(-1);
  return last ? last.left + last.width : 0;
}

/** Whole pixels, so that no neuron looks wider than another. */
function cellWidth({ nNeurons, nValues, steps }: NeuronRoom, width: number): number {
  const columns = steps.reduce((sum, step) => sum + stepWidth(step), 0);
  const free = width - columns - GAP * (nValues > 0 ? 4 : 3);
  return Math.max(LEAST_CELL, Math.min(MOST_CELL, Math.floor(free / Math.max(1, 2 * nNeurons + nValues))));
}

function stepWidth(step: Step): number {
  return step === 'attention' ? ATTENTION_WIDTH : (STEP_WIDTHS[step] ?? STEP_WIDTH);
}

function partsOf({ nNeurons, nValues, steps, open }: NeuronRoom, cell: number): Part[] {
  const blocks = (what: Block, count: number) => ({ what, count, width: Math.max(count * cell, LEAST_BLOCK) * open });
  const attention = COLLAPSED_ATTENTION + (ATTENTION_WIDTH - COLLAPSED_ATTENTION) * open;
  const columns = steps.map((what) => ({
    what,
    count: 0,
    width: what === 'attention' ? attention : stepWidth(what) * open,
  }));
  const values = nValues > 0 ? [blocks('value', nValues)] : [];
  const widths = [blocks('key', nNeurons), blocks('product', nNeurons), ...columns, ...values];
  let right = 0;
  return widths.map((part) => {
    const left = right + (isBlock(part.what) || part.what === 'dot' ? GAP * open : 0);
    right = left + part.width;
    return { ...part, left };
  });
}

/** Height at which a row begins. */
export function rowTop({ head, rowHeight }: NeuronLayout, row: number, scrolled: number): number {
  return head + row * rowHeight - scrolled;
}

/** Distances by which the parts are scrolled out at the left, and the rows at the top. */
export interface Scroll {
  x: number;
  y: number;
}

export function isBlock(what: Part['what']): what is Block {
  return what === 'key' || what === 'product' || what === 'value';
}
