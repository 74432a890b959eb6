/** What the Neurons view draws on its canvas. */

import type { Block, NeuronLayout, Scroll } from '../../core/neurons/neuronLayout';
import { paintCells } from '../../core/ramp';
import type { ScoreRow } from '../../core/scores';
import type { Slice } from '../../core/window';

/** Cells of a block with a pixel each, and those that stand above them; null for products, which have bars there. */
export interface BlockPicture {
  rows: HTMLCanvasElement;
  head: HTMLCanvasElement | null;
}

export interface NeuronContent {
  /** Null for values that are not shown. */
  pictures: Readonly<Record<Block, BlockPicture | null>>;
  /** Token of each row. */
  tokens: readonly number[];
  /** Row that the pictures begin with; they hold those in sight. */
  firstRow: number;
  /** Row of the query. */
  queryRow: number;
  scores: ScoreRow;
  /** Of each shown neuron: its share in relation to the largest, and whether it falls (-1) or rises (1) with distance. */
  shares: readonly number[];
  marks: readonly (-1 | 0 | 1)[];
}

export interface NeuronColours {
  ink: string;
  soft: string;
  line: string;
  query: string;
  /** Of bars. */
  positive: string;
  negative: string;
  font: string;
}

/** The part in sight. */
export interface Sight {
  width: number;
  height: number;
  scroll: Scroll;
  slice: Slice;
}

export interface NeuronScene {
  layout: NeuronLayout;
  sight: Sight;
  content: NeuronContent;
  colours: NeuronColours;
}

/** A picture with a pixel per cell; `levels` has axes (row, column). */
export function cellPicture(levels: Uint8Array, nColumns: number, table: Uint8ClampedArray): HTMLCanvasElement {
  const picture = document.createElement('canvas');
  if (levels.length === 0) return picture;
  [picture.width, picture.height] = [nColumns, levels.length / nColumns];
  picture.getContext('2d')?.putImageData(new ImageData(paintCells(levels, table), nColumns, picture.height), 0, 0);
  return picture;
}
