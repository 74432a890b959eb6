import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

import {
  cellShare,
  movedSpan,
  seriesDomain,
  seriesPoints,
  seriesTicks,
  seriesUnit,
  seriesX,
  seriesY,
  unitsBetween,
  unitStep,
  zoomedSpan,
  type SeriesFrame,
} from './series';

const rows = [Float32Array.of(0, 0.5, NaN), Float32Array.of(0.25, 0.125, 8)];
const frame: SeriesFrame = {
  width: 450,
  height: 200,
  left: 40,
  bottom: 160,
  first: 10,
  last: 13,
  domain: { low: 0, high: 1 },
  axis: 'linear',
};
const logFrame: SeriesFrame = { ...frame, axis: 'log', domain: { low: 0.001, high: 1 } };

describe('seriesDomain', () => {
  it('holds 0 and all values of the span', () => {
    expect(seriesDomain(rows, 0, 1, 'linear')).toEqual({ low: 0, high: 0.5 });
    expect(seriesDomain(rows, 0, 2, 'linear')).toEqual({ low: 0, high: 8 });
    expect(seriesDomain([[-2, -1]], 0, 1, 'linear')).toEqual({ low: -2, high: 0 });
  });

  it('starts at the least positive value where it is logarithmic, at most five powers of ten below the top', () => {
    expect(seriesDomain([[0, 0.001, 1]], 0, 2, 'log')).toEqual({ low: 0.001, high: 1 });
    expect(seriesDomain([[1e-9, 1]], 0, 1, 'log').low).toBeCloseTo(1e-5, 12);
    expect(seriesDomain([[0.5, 0.5]], 0, 1, 'log')).toEqual({ low: 0.05, high: 0.5 });
  });

  it.each(['linear', 'log'] as const)('has a length where there is nothing to show (%s)', (axis) => {
    for (const empty of [[], [[NaN]], [[0]]]) {
      const { low, high } = seriesDomain(empty, 0, 0, axis);
      expect(high).toBeGreaterThan(low);
    }
  });
});

describe('a cell', () => {
  it('is as opaque as the root of its value', () => {
    expect(cellShare({ low: 0, high: 4 }, 1)).toBe(0.5);
    expect(cellShare({ low: 0, high: 1 }, NaN)).toBe(0);
    expect(cellShare({ low: 0, high: 1 }, 3)).toBe(1);
  });
});

describe('the axes', () => {
  it('lie between the margins', () => {
    expect(seriesY(frame, 0)).toBe(160);
    expect(seriesY(frame, 1)).toBe(10);
    expect(seriesY(logFrame, 0)).toBe(160);
    expect(seriesY(logFrame, 0.1)).toBeCloseTo(60, 9);
  });

  it('find the unit that they set', () => {
    for (const unit of [10, 11, 12, 13]) expect(seriesUnit(frame, seriesX(frame, unit))).toBe(unit);
    expect([seriesUnit(frame, -50), seriesUnit(frame, 900)]).toEqual([10, 13]);
  });

  it('name round values', () => {
    expect(seriesTicks({ domain: { low: 0, high: 0.9 }, axis: 'linear' })).toEqual(
      [0, 0.2, 0.4, 0.6, 0.8].map((tick) => expect.closeTo(tick, 9) as number),
    );
    expect(seriesTicks({ domain: { low: -0.9, high: 1 }, axis: 'linear' }).map((tick) => tick + 0)).toEqual([
      -0.5, 0, 0.5, 1,
    ]);
    expect(seriesTicks(logFrame)).toEqual([0.001, 0.01, 0.1, 1].map((tick) => expect.closeTo(tick, 9) as number));
    expect(seriesTicks({ domain: { low: 0.2, high: 0.7 }, axis: 'log' })).toEqual([0.2, 0.7]);
  });

  it('name as many units as there is room for', () => {
    expect(unitStep(frame, 50)).toBe(1);
    expect(unitStep({ ...frame, last: 49 }, 50)).toBe(5);
  });
});

describe('a span', () => {
  it('narrows around a unit, and moves', () => {
    expect(zoomedSpan(0, 99, 100, 50, 0.5)).toEqual({ first: 25, last: 74 });
    expect(zoomedSpan(0, 99, 100, 0, 0.5)).toEqual({ first: 0, last: 49 });
    expect(movedSpan(0, 49, 100, 10)).toEqual({ first: 10, last: 59 });
    expect(movedSpan(50, 99, 100, 10)).toEqual({ first: 50, last: 99 });
    expect(zoomedSpan(0, 0, 1, 0, 0.5)).toEqual({ first: 0, last: 0 });
  });

  test('stays within the text, and holds the unit that it is zoomed around', () => {
    const spans = fc.record({ count: fc.integer({ min: 2, max: 200 }), a: fc.nat(), b: fc.nat(), at: fc.nat() });
    fc.assert(
      fc.property(spans, fc.double({ min: 0.3, max: 3, noNaN: true }), ({ count, a, b, at }, factor) => {
        const ends = [a % count, b % count].sort((x, y) => x - y);
        const [first = 0, last = 0] = ends;
        const around = first + (at % (last - first + 1));
        const span = zoomedSpan(first, last, count, around, factor);
        expect(span.first).toBeGreaterThanOrEqual(0);
        expect(span.last).toBeLessThan(count);
        expect(span.first <= around && around <= span.last).toBe(true);
      }),
    );
  });
});

describe('unitsBetween', () => {
  /** Words of one, two and three tokens of a part that begins at 300; token 303 is special and hidden. */
  const words = [
    [300, 300],
    [301, 302],
    [304, 306],
  ] as const;

  it.each<[string, number, number, [number, number] | null]>([
    ['whole words', 301, 302, [1, 1]],
    ['parts of words', 302, 305, [1, 2]],
    ['either order', 305, 300, [0, 2]],
    ['what lies before', 0, 301, [0, 1]],
    ['what lies after', 305, 9999, [2, 2]],
    ['nothing but what lies after', 9998, 9999, [2, 2]],
    ['nothing but what is hidden', 303, 303, null],
  ])('takes %s', (_, from, to, units) => {
    expect(unitsBetween(words, from, to)).toEqual(units && { first: units[0], last: units[1] });
  });

  it('has nothing of no units', () => {
    expect(unitsBetween([], 0, 1)).toBeNull();
  });
});

it('knows the least and the largest value of each unit', () => {
  expect(seriesPoints(rows, 0, 2)).toEqual([
    { unit: 0, least: 0, most: 0.25 },
    { unit: 1, least: 0.125, most: 0.5 },
    { unit: 2, least: 8, most: 8 },
  ]);
  expect(seriesPoints([[NaN]], 0, 0)).toEqual([]);
});
