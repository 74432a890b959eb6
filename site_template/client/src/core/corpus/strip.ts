/** Where the dots of a strip plot lie. Lengths in CSS pixels. */

export interface Dot {
  x: number;
  y: number;
}

export interface Strip {
  /** In the order of the numbers. */
  dots: readonly Dot[];
  ticks: readonly { x: number; value: number }[];
  /** Height of the whole, and of the axis from its top. */
  height: number;
  axis: number;
}

const [MARGIN, RADIUS, LABELS] = [20, 4, 20];

/** Dots along an axis from 0 to the largest number; one that would lie on another goes above it. */
export function stripLayout(values: readonly number[], width: number): Strip {
  const most = Math.max(0, ...values);
  const xOf = (value: number) => MARGIN + ((width - 2 * MARGIN) * value) / (most || 1);
  const lanes: number[][] = [];
  const levels = values.map((value) => {
    const x = xOf(value);
    const free = lanes.findIndex((lane) => lane.every((other) => Math.abs(other - x) >= 2 * RADIUS));
    const level = free < 0 ? lanes.length : free;
    (lanes[level] ??= []).push(x);
    return level;
  });
  const axis = 2 * RADIUS * Math.max(1, lanes.length) + RADIUS;
  return {
    dots: values.map((value, at) => ({ x: xOf(value), y: axis - RADIUS - 1 - 2 * RADIUS * (levels[at] ?? 0) })),
    ticks: (most > 0 ? [0, most / 2, most] : [0]).map((value) => ({ x: xOf(value), value })),
    height: axis + LABELS,
    axis,
  };
}
