/** The series on a canvas: axes, a dot per vector and token, and the aggregate as a line. */

import { formatNumber } from '../../core/format';
import { seriesPoints, seriesTicks, seriesX, seriesY, unitStep, type SeriesFrame } from '../../core/tokens/series';
import type { Vector } from '../../core/tokens/vectorList';
import type { Unit } from '../../core/units';
import { clipped } from '../canvas';

export interface SeriesPicture {
  frame: SeriesFrame;
  units: readonly Unit[];
  /** What a reader counts the first token of each as. */
  numbers: readonly string[];
  /** The vectors, and those of them that are drawn as lines. */
  dots: readonly Float32Array[];
  highlighted: readonly Vector[];
  /** The aggregate. */
  line: Float64Array;
}

export interface SeriesColours {
  ink: string;
  soft: string;
  line: string;
  accent: string;
  extreme: string;
  font: string;
}

/** Width of a label below the axis, radii of the dots. */
const LABEL_ROOM = 46;
const [DOT, EXTREME_DOT] = [1.5, 3];

export function drawSeries(context: CanvasRenderingContext2D, picture: SeriesPicture, colours: SeriesColours): void {
  drawAxes(context, picture, colours);
  drawDots(context, picture, colours);
  for (const { values, colour } of picture.highlighted) drawLine(context, picture.frame, values, colour, 1.5);
  drawLine(context, picture.frame, picture.line, colours.accent, 2.5);
}

function drawAxes(
  context: CanvasRenderingContext2D,
  { frame, units, numbers }: SeriesPicture,
  { soft, line, font }: SeriesColours,
): void {
  const { left, bottom, width, first, last } = frame;
  context.font = `11px ${font}`;
  context.fillStyle = soft;
  context.strokeStyle = line;
  context.lineWidth = 1;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const tick of seriesTicks(frame)) {
    const y = seriesY(frame, tick);
    context.beginPath();
    context.moveTo(left, y);
    context.lineTo(width, y);
    context.stroke();
    context.fillText(formatNumber(tick), left - 5, y);
  }
  context.textAlign = 'center';
  const step = unitStep(frame, LABEL_ROOM);
  for (let unit = first; unit <= last; unit += step) {
    const x = seriesX(frame, unit);
    context.fillText(numbers[unit] ?? '', x, bottom + 12);
    context.fillText(clipped(context, units[unit]?.label ?? '', LABEL_ROOM - 4), x, bottom + 26);
  }
}

function drawDots(
  context: CanvasRenderingContext2D,
  { frame, dots }: SeriesPicture,
  { soft, extreme }: SeriesColours,
): void {
  const { first, last } = frame;
  context.fillStyle = soft;
  context.globalAlpha = 0.5;
  for (const values of dots) {
    for (let unit = first; unit <= last; unit++) {
      const value = values[unit] ?? NaN;
      if (Number.isNaN(value)) continue;
      context.fillRect(seriesX(frame, unit) - DOT, seriesY(frame, value) - DOT, 2 * DOT, 2 * DOT);
    }
  }
  context.globalAlpha = 1;
  context.fillStyle = extreme;
  for (const { unit, least, most } of seriesPoints(dots, first, last)) {
    const x = seriesX(frame, unit);
    for (const value of [least, most]) {
      context.beginPath();
      context.arc(x, seriesY(frame, value), EXTREME_DOT, 0, 2 * Math.PI);
      context.fill();
    }
  }
}

function drawLine(
  context: CanvasRenderingContext2D,
  frame: SeriesFrame,
  values: ArrayLike<number>,
  colour: string,
  width: number,
): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineJoin = 'round';
  context.beginPath();
  let isDown = false;
  for (let unit = frame.first; unit <= frame.last; unit++) {
    const value = values[unit] ?? NaN;
    const [x, y] = [seriesX(frame, unit), seriesY(frame, value)];
    if (isDown && !Number.isNaN(value)) context.lineTo(x, y);
    else if (!Number.isNaN(value)) context.moveTo(x, y);
    isDown = !Number.isNaN(value);
  }
  context.stroke();
}
