/** An enlarged heat map on a canvas: its cells, labels and diagonal. */

import { labelStep } from '../core/heatFigure';
import { columnX, rowY, type HeatLayout } from '../core/heatLayout';
import { levelsOf, poolMax } from '../core/pool';
import { paintCells } from '../core/ramp';
import type { UnitWeights } from '../core/regroup';
import type { Unit } from '../core/units';
import { clipped, density } from './canvas';

export interface HeatColours {
  ink: string;
  soft: string;
  line: string;
  query: string;
  key: string;
  font: string;
}

/** Pixels that a label takes across its text. */
const LABEL_ROOM = 12;
const FONT_SIZE = 11;

/**
 * A picture with a pixel per cell, or per cell that a screen can show: where a cell is smaller than a pixel, the
 * largest weight stands for those that share one.
 *
 * @param head Index of the head.
 */
export function heatPicture(
  weights: UnitWeights,
  head: number,
  cell: number,
  table: Uint8ClampedArray,
): HTMLCanvasElement {
  const fitting = (count: number) => Math.max(1, Math.min(count, Math.floor(count * cell * density())));
  const [nRows, nColumns] = [fitting(weights.nQuery), fitting(weights.nKey)];
  const picture = document.createElement('canvas');
  picture.width = nColumns;
  picture.height = nRows;
  const pixels = paintCells(poolMax(weights, head, nRows, nColumns), table);
  picture.getContext('2d')?.putImageData(new ImageData(pixels, nColumns, nRows), 0, 0);
  return picture;
}

/** Colour indices of a head, axes (query, key). */
export function heatCells({ nQuery, nKey, values }: UnitWeights, head: number): Uint8Array {
  return levelsOf(values.subarray(head * nQuery * nKey, (head + 1) * nQuery * nKey));
}

/** Draw the part of a heat map that is in sight. */
export function drawHeat(
  context: CanvasRenderingContext2D,
  layout: HeatLayout,
  picture: HTMLCanvasElement,
  colours: HeatColours,
  hasDiagonal: boolean,
): void {
  const { left, top, width, height, cell, nQuery, nKey } = layout;
  context.save();
  context.beginPath();
  context.rect(left, top, width - left, height - top);
  context.clip();
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, columnX(layout, 0), rowY(layout, 0), nKey * cell, nQuery * cell);
  if (hasDiagonal) drawDiagonal(context, layout, colours);
  context.restore();
  context.strokeStyle = colours.line;
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, top + 0.5, width - left - 1, height - top - 1);
}

/** Grey, so that it can be told from a weight on either end of the scale. */
function drawDiagonal(context: CanvasRenderingContext2D, layout: HeatLayout, { soft }: HeatColours): void {
  context.strokeStyle = soft;
  context.globalAlpha = 0.6;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(columnX(layout, 0), rowY(layout, 0));
  context.lineTo(columnX(layout, layout.nQuery), rowY(layout, layout.nQuery));
  context.stroke();
  context.globalAlpha = 1;
}

export interface LabelledSide {
  units: readonly Pick<Unit, 'label' | 'special'>[];
  pinned: ReadonlySet<number>;
}

/** Label rows and columns: all where there is room, else some of them, and those that are pinned. */
export function drawLabels(
  context: CanvasRenderingContext2D,
  layout: HeatLayout,
  queries: LabelledSide,
  keys: LabelledSide,
  colours: HeatColours,
): void {
  const { left, top, width, height, cell } = layout;
  context.textBaseline = 'middle';
  for (const at of labelled(queries, cell)) {
    const y = rowY(layout, at + 0.5);
    if (y < top || y > height) continue;
    context.textAlign = 'right';
    write(context, queries, at, left - 5, y, left - 8, colours, colours.query);
  }
  for (const at of labelled(keys, cell)) {
    const x = columnX(layout, at + 0.5);
    if (x < left || x > width) continue;
    context.save();
    context.translate(x, top - 5);
    context.rotate(-Math.PI / 2);
    context.textAlign = 'left';
    write(context, keys, at, 0, 0, top - 8, colours, colours.key);
    context.restore();
  }
}

function labelled({ units, pinned }: LabelledSide, cell: number): number[] {
  const step = labelStep(cell, LABEL_ROOM);
  const pins = [...pinned];
  return units.flatMap((_unit, at) => {
    // A pinned label takes the place of those beside it.
    const isCovered = pins.some((pin) => pin !== at && Math.abs(pin - at) * cell < LABEL_ROOM);
    return pinned.has(at) || (at % step === 0 && !isCovered) ? [at] : [];
  });
}

function write(
  context: CanvasRenderingContext2D,
  { units, pinned }: LabelledSide,
  at: number,
  x: number,
  y: number,
  room: number,
  { ink, soft, font }: HeatColours,
  pin: string,
): void {
  const unit = units[at];
  if (!unit) return;
  const isPinned = pinned.has(at);
  context.font = `${isPinned ? 700 : 400} ${FONT_SIZE}px ${font}`;
  context.fillStyle = isPinned ? pin : unit.special ? soft : ink;
  context.fillText(clipped(context, unit.label, room), x, y);
}
