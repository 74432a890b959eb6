/** The series of the Tokens view: tokens on x, their values on y. */

import type { Axis } from './tokensState';

export interface Domain {
  low: number;
  high: number;
}

export interface SeriesFrame {
  /** Size of the picture, and where its axes lie, in CSS pixels. */
  width: number;
  height: number;
  left: number;
  bottom: number;
  /** First and last unit that is shown. */
  first: number;
  last: number;
  domain: Domain;
  axis: Axis;
}

/** What a token of the series shows. */
export interface SeriesPoint {
  unit: number;
  least: number;
  most: number;
}

/** Room above the highest and right of the last point. */
const MARGIN = 10;
/** Powers of ten that a logarithmic axis shows at most. */
const DECADES = 5;

/** Ends of the axis, so that all finite values of the units lie on it. A logarithmic axis has no place for 0. */
export function seriesDomain(rows: readonly ArrayLike<number>[], first: number, last: number, axis: Axis): Domain {
  let [low, high, positive] = [Infinity, -Infinity, Infinity];
  for (const values of rows) {
    for (let unit = first; unit <= last; unit++) {
      const value = values[unit] ?? NaN;
      if (Number.isNaN(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
      if (value > 0 && value < positive) positive = value;
    }
  }
  if (axis === 'log') {
    const top = positive === Infinity ? 1 : high;
    return { low: Math.max(Math.min(positive, top / 10), top * 10 ** -DECADES), high: top };
  }
  if (low > high) return { low: 0, high: 1 };
  return { low: Math.min(0, low), high: Math.max(0, high) || (low < 0 ? 0 : 1) };
}

/** Opacity of a cell: the root of its place between the ends; 0 where there is no value. */
export function cellShare({ low, high }: Domain, value: number): number {
  if (Number.isNaN(value) || high === low) return 0;
  return Math.sqrt(Math.max(0, Math.min(1, (value - low) / (high - low))));
}

/** Middle of a unit. */
export function seriesX({ width, left, first, last }: SeriesFrame, unit: number): number {
  return left + ((unit - first + 0.5) / (last - first + 1)) * (width - left - MARGIN);
}

/** A value that the axis has no place for lies at its end. */
export function seriesY({ bottom, domain, axis }: SeriesFrame, value: number): number {
  const { low, high } = domain;
  const bounded = Math.max(low, Math.min(high, value));
  const share = axis === 'log' ? Math.log(bounded / low) / Math.log(high / low) : (bounded - low) / (high - low);
  return bottom - share * (bottom - MARGIN);
}

/** The unit above a place on the axis, the nearest where there is none. */
export function seriesUnit({ width, left, first, last }: SeriesFrame, x: number): number {
  const place = Math.floor(((x - left) / (width - left - MARGIN)) * (last - first + 1));
  return first + Math.max(0, Math.min(last - first, place));
}

/** Values that the axis names. */
export function seriesTicks({ domain: { low, high }, axis }: Pick<SeriesFrame, 'domain' | 'axis'>): number[] {
  return axis === 'log' ? logTicks(low, high) : linearTicks(low, high);
}

function linearTicks(low: number, high: number): number[] {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((each) => each * power >= rough) ?? 10) * power;
  const count = Math.floor(high / step + 1e-9) - Math.ceil(low / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, at) => (Math.ceil(low / step - 1e-9) + at) * step);
}

function logTicks(low: number, high: number): number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const count = Math.floor(Math.log10(high) + 1e-9) - first;
  const powers = Array.from({ length: Math.max(0, count + 1) }, (_, at) => 10 ** (first + at));
  return powers.length > 1 ? powers : [low, high];
}

/** Every how many units one is named, so that the names have room. */
export function unitStep({ width, left, first, last }: SeriesFrame, room: number): number {
  return Math.max(1, Math.ceil((room * (last - first + 1)) / Math.max(1, width - left - MARGIN)));
}

/** Units of a span, narrowed or widened around one that stays in it; at least two are shown where there are two. */
export function zoomedSpan(first: number, last: number, count: number, around: number, factor: number) {
  const length = Math.max(Math.min(2, count), Math.min(count, Math.round((last - first + 1) * factor)));
  const share = (around - first) / Math.max(1, last - first);
  const start = Math.round(around - share * (length - 1));
  return spanFrom(start, length, count);
}

/** A span moved by some units, as far as there are any. */
export function movedSpan(first: number, last: number, count: number, step: number) {
  return spanFrom(first + step, last - first + 1, count);
}

function spanFrom(start: number, length: number, count: number): { first: number; last: number } {
  const first = Math.max(0, Math.min(count - length, start));
  return { first, last: first + length - 1 };
}

/**
 * The units that hold tokens from one number to another, the nearest where they lie outside; null if all of those tokens
 * are hidden.
 *
 * @param bounds Numbers of the first and the last token of each unit.
 */
export function unitsBetween(
  bounds: readonly (readonly [number, number])[],
  from: number,
  to: number,
): { first: number; last: number } | null {
  const [low, high] = [bounds[0]?.[0] ?? 0, bounds.at(-1)?.[1] ?? 0];
  const [start, end] = [from, to].sort((a, b) => a - b).map((number) => Math.max(low, Math.min(high, number)));
  const first = bounds.findIndex(([, last]) => last >= (start ?? low));
  const last = bounds.findLastIndex(([number]) => number <= (end ?? high));
  return first < 0 || last < first ? null : { first, last };
}

/** The least and the largest value of each unit that has one. */
export function seriesPoints(rows: readonly ArrayLike<number>[], first: number, last: number): SeriesPoint[] {
  const points: SeriesPoint[] = [];
  for (let unit = first; unit <= last; unit++) {
    const values = rows.map((row) => row[unit] ?? NaN).filter((value) => !Number.isNaN(value));
    if (values.length > 0) points.push({ unit, least: Math.min(...values), most: Math.max(...values) });
  }
  return points;
}
