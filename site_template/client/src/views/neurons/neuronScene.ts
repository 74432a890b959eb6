/** What the Neurons view draws on its canvas. */

import type { Block, NeuronLayout, Scroll } from '../../core/neurons/neuronLayout';
import { paintCells } from '../../core/ramp';
import type { ScoreRow } from '../../core/scores';
import type { Slice } from '../../core/window';

/** Cells as steps of the colour scale, axes (row, column). */
export interface CellGrid {
  levels: Uint8Array;
  nColumns: number;
}

/** Cells of a block, and those that stand above them; null for products, which have bars there. */
export interface BlockGrid {
  rows: CellGrid;
  head: CellGrid | null;
}

export interface NeuronContent {
  /** Null for values that are not shown. */
  grids: Readonly<Record<Block, BlockGrid | null>>;
  /** Token of each row. */
  tokens: readonly number[];
  /** Row that the grids begin with; they hold those in sight. */
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
  /** Of cells, by level. */
  cells: Uint8ClampedArray;
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
  pictures: CellPictures;
}

interface Kept {
  picture: HTMLCanvasElement;
  context: CanvasRenderingContext2D | null;
  grid: CellGrid;
  table: Uint8ClampedArray;
}

/** Grids as pictures with a pixel per cell, on canvases that are used again: making one takes longer than filling it. */
export class CellPictures {
  private readonly kept = new Map<string, Kept>();

  /**
   * @param name Of the place that the grid is shown in: each has a canvas of its own.
   * @param table Colours by level.
   */
  of(name: string, grid: CellGrid, table: Uint8ClampedArray): HTMLCanvasElement {
    const known = this.kept.get(name);
    if (known?.grid === grid && known.table === table) return known.picture;
    const picture = known?.picture ?? document.createElement('canvas');
    const context = known ? known.context : picture.getContext('2d');
    const [nColumns, nRows] = [grid.nColumns, grid.levels.length / Math.max(1, grid.nColumns)];
    if (picture.width !== nColumns) picture.width = nColumns;
    if (picture.height !== nRows) picture.height = nRows;
    this.kept.set(name, { picture, context, grid, table });
    if (nRows > 0) context?.putImageData(new ImageData(paintCells(grid.levels, table), nColumns, nRows), 0, 0);
    return picture;
  }
}
