import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

import { barDomain, barOf, largestDifference, scoreRow, shownRow, stepsOf, strongest } from './scores';
import { tensorsOf } from './testing';

const QUERY = [
  [1, 2],
  [0, -1],
];
const KEY = [
  [3, 1],
  [0, 0],
  [-1, 2],
];
const softmax = (...scores: number[]) => {
  const mass = scores.map(Math.exp);
  return mass.map((each) => each / mass.reduce((sum, value) => sum + value, 0));
};
const close = (values: Iterable<number>, expected: readonly number[]) => {
  expect([...values].map((value) => value.toFixed(6))).toEqual(expected.map((value) => value.toFixed(6)));
};

describe('scoreRow', () => {
  it('multiplies, scales and takes the softmax', () => {
    const row = scoreRow(tensorsOf(QUERY, KEY, { scaling: 0.5 }), 0);
    close(row.dot, [5, 0, 3]);
    close(row.scaled, [2.5, 0, 1.5]);
    close(row.attention, softmax(2.5, 0, 1.5));
  });

  it('adds a bias by distance, counted from the farthest key back', () => {
    const row = scoreRow(tensorsOf(QUERY, KEY, { offsetBias: Float32Array.of(10, 20, 30, 40) }), 1);
    close(row.offsetBias ?? [], [10, 20, 30]);
    close(row.score, [9, 20, 28]);
  });

  it('adds a bias by key, and terms by query and key', () => {
    const more = { keyBias: Float32Array.of(1, 2, 3), pairTerms: Float32Array.of(0, 0, 0, 4, 5, 6) };
    close(scoreRow(tensorsOf(QUERY, KEY, more), 1).score, [-1 + 1 + 4, 7, -2 + 3 + 6]);
  });

  it('bends scaled products to the soft cap', () => {
    const row = scoreRow(tensorsOf(QUERY, KEY, { softCap: 2 }), 0);
    close(row.score, [2 * Math.tanh(2.5), 0, 2 * Math.tanh(1.5)]);
  });

  it('leaves masked keys out of the softmax', () => {
    const row = scoreRow(tensorsOf(QUERY, KEY, { visibleAhead: 0 }), 1);
    expect(row.visible).toEqual([true, true, false]);
    close(row.attention, [...softmax(-1, 0), 0]);
  });

  it('leaves to what is outside its share', () => {
    const row = scoreRow(tensorsOf(QUERY, KEY, { outside: Float32Array.of(4, 0) }), 0);
    close(row.attention, softmax(5, 0, 3, 4).slice(0, 3));
    expect(row.outside).toBeCloseTo(softmax(5, 0, 3, 4)[3] ?? 0);
  });

  it('gives nothing where nothing is seen', () => {
    close(scoreRow(tensorsOf(QUERY, KEY, { visibleAhead: -5 }), 0).attention, [0, 0, 0]);
  });
});

describe('shownRow', () => {
  const more = { keyBias: Float32Array.of(1, 2, 3), outside: Float32Array.of(0, 0), visibleAhead: 0 };
  const row = scoreRow(tensorsOf(QUERY, KEY, more), 1);
  const cut = (start: number, end: number) => ({ total: 3, start, end, block: 1 });

  it('is the row itself where all keys are shown', () => {
    expect(shownRow(row, { query: cut(0, 2), key: cut(0, 3) })).toEqual(row);
  });

  it('keeps the weights of the whole row, and counts those that are not shown', () => {
    const part = shownRow(row, { query: cut(1, 2), key: cut(1, 3) });
    expect([part.query, part.visible]).toEqual([0, [true, false]]);
    close(part.keyBias ?? [], [2, 3]);
    close(part.attention, [row.attention[1] ?? 0, 0]);
    expect(part.outside).toBeCloseTo(row.outside + (row.attention[0] ?? 0));
  });
});

test('a row sums to 1, however large its scores', () => {
  const vector = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(vector, fc.array(vector, { minLength: 1, maxLength: 6 }), (query, keys) => {
      const { attention } = scoreRow(tensorsOf([query], keys), 0);
      expect(attention.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1);
    }),
  );
});

describe('stepsOf', () => {
  it.each([
    [{}, ['dot', 'scaled', 'attention']],
    [{ softCap: 3 }, ['dot', 'scaled', 'capped', 'attention']],
    [{ keyBias: new Float32Array(3) }, ['dot', 'scaled', 'keyBias', 'score', 'attention']],
  ])('with %j gives %j', (more, steps) => {
    expect(stepsOf(scoreRow(tensorsOf(QUERY, KEY, more), 0))).toEqual(steps);
  });
});

describe('bars', () => {
  const row = scoreRow(
    tensorsOf(QUERY, [...KEY, [9, 9]], { visibleAhead: 2, keyBias: Float32Array.of(-7, 0, 0, 0) }),
    0,
  );

  it('share a scale among what is added up, without masked keys', () => {
    expect(barDomain(row, 'scaled')).toEqual({ low: -7, high: 5 });
    expect(barDomain(row, 'score')).toEqual(barDomain(row, 'keyBias'));
    expect(barDomain(row, 'dot')).toEqual({ low: 0, high: 5 });
  });

  it.each([
    [3, { start: 0.25, length: 0.75, zero: 0.25 }],
    [-1, { start: 0, length: 0.25, zero: 0.25 }],
    [0, { start: 0.25, length: 0, zero: 0.25 }],
  ])('of %d starts and ends at 0', (value, bar) => {
    expect(barOf({ low: -1, high: 3 }, value)).toEqual(bar);
  });
});

test('the largest difference is over all keys', () => {
  const row = scoreRow(tensorsOf([[0]], [[0], [0]]), 0);
  expect(largestDifference(row, (key) => [0.4, 0.8][key] ?? 0)).toBeCloseTo(0.3);
  expect(strongest(row)).toBe(0.5);
});
