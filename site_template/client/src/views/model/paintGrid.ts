/** The thumbnails of all heads on one canvas, layer by layer as their bytes are inflated. */

import { cornerOf, type Grid } from '../../core/grid';
import { labelStep } from '../../core/heatFigure';
import type { LayerCodes } from '../../core/payload';
import { enlarge, poolMax, strongestOf } from '../../core/pool';
import { opacityTable, paintCells } from '../../core/ramp';
import type { UnitWeights } from '../../core/regroup';
import type { PageState } from '../../core/state';
import { strokeLines } from '../../core/strokes';
import { density } from '../canvas';

export interface GridJob {
  grid: Grid;
  style: PageState['thumbnails'];
  /** Numbers of the layers, one row each, and of the heads, one column each. */
  layers: readonly number[];
  heads: readonly number[];
  codesOf: (layer: number) => Promise<LayerCodes>;
  weightsOf: (codes: LayerCodes) => UnitWeights;
  table: Uint8ClampedArray;
  /** By head number. */
  colours: readonly string[];
}

/** Pixels that the name of a head takes. */
const NAME_WIDTH = 24;

/** Name the rows and columns and frame the thumbnails to come. */
export function paintAxes(
  context: CanvasRenderingContext2D,
  { grid, layers, heads }: Pick<GridJob, 'grid' | 'layers' | 'heads'>,
  { ink, line, font }: { ink: string; line: string; font: string },
): void {
  Object.assign(context, { fillStyle: ink, strokeStyle: line, font: `11px ${font}`, textBaseline: 'middle' });
  const step = labelStep(grid.size + grid.gap, NAME_WIDTH);
  context.textAlign = 'center';
  for (let column = 0; column < heads.length; column += step) {
    const { x } = cornerOf(grid, { row: 0, column });
    context.fillText(`H${heads[column] ?? ''}`, x + grid.size / 2, grid.top / 2);
  }
  context.textAlign = 'right';
  layers.forEach((layer, row) => {
    context.fillText(`L${layer}`, grid.left - 6, cornerOf(grid, { row, column: 0 }).y + grid.size / 2);
    heads.forEach((_head, column) => {
      const { x, y } = cornerOf(grid, { row, column });
      context.strokeRect(x - 0.5, y - 0.5, grid.size + 1, grid.size + 1);
    });
  });
}

/** The strongest link of a head; null if nothing is shown of it. */
export type Strongest = ReturnType<typeof strongestOf>;

/** Milliseconds after which the page gets a frame to itself: what is longer than this is felt as a delay. */
const PATIENCE = 40;

/**
 * Paint until all is there or `signal` aborts.
 *
 * @param ondone Told the strongest link of each head, by its number, when a layer is painted.
 * @throws {Error} If a layer cannot be read.
 */
export async function paintGrid(
  context: CanvasRenderingContext2D,
  job: GridJob,
  signal: AbortSignal,
  ondone: (strongest: ReadonlyMap<number, Strongest>) => void,
): Promise<void> {
  const isStopped = () => signal.aborted;
  const coming = (row: number) => ahead(job.layers[row], job.codesOf);
  let since = performance.now();
  let next = coming(0);
  for (const row of job.layers.keys()) {
    const codes = await next;
    if (isStopped() || !codes) return;
    next = coming(row + 1);
    const weights = job.weightsOf(codes);
    const strongest = new Map<number, Strongest>();
    for (const [at, head] of codes.heads.entries()) {
      paintHead(context, job, weights, at, { row, column: job.heads.indexOf(head) });
      strongest.set(head, strongestOf(weights, at));
      if (performance.now() - since < PATIENCE) continue;
      await nextFrame();
      if (isStopped()) return;
      since = performance.now();
    }
    ondone(strongest);
  }
}

/** Begin to inflate a layer while the one before is painted; a failure is heard of when the layer is awaited. */
function ahead(layer: number | undefined, codesOf: GridJob['codesOf']): Promise<LayerCodes> | null {
  if (layer === undefined) return null;
  const codes = codesOf(layer);
  codes.catch(() => null);
  return codes;
}

function nextFrame(): Promise<number> {
  return new Promise(requestAnimationFrame);
}

function paintHead(
  context: CanvasRenderingContext2D,
  { grid, style, table, colours }: GridJob,
  weights: UnitWeights,
  at: number,
  cell: { row: number; column: number },
): void {
  const scale = density();
  const size = Math.round(grid.size * scale);
  const { x, y } = cornerOf(grid, cell);
  const pixels =
    style === 'heat'
      ? paintCells(heatPixels(weights, at, size), table)
      : paintCells(strokeLines(weights, at, size), opacityTable(colours[weights.heads[at] ?? 0] ?? '#808080'));
  context.putImageData(new ImageData(pixels, size, size), Math.round(x * scale), Math.round(y * scale));
}

function heatPixels(weights: UnitWeights, at: number, size: number): Uint8Array {
  const [nRows, nColumns] = [Math.min(weights.nQuery, size), Math.min(weights.nKey, size)];
  return enlarge(poolMax(weights, at, nRows, nColumns), nRows, nColumns, size);
}
