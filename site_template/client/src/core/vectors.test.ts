import { describe, expect, it } from 'vitest';

import type { LayerVectors, VectorCodes } from './payload';
import { headsBeside, headTensors, isVisible, shownTensors } from './vectors';
import { tensorsOf } from './testing';

/** Vectors of two numbers each; a code of 10 is the scale itself. */
function codesOf(shape: readonly number[], ...codes: number[]): VectorCodes {
  return { shape, scales: new Float32Array(codes.length / 2).fill(2), codes: Int16Array.from(codes), top: 10 };
}

const array = { shape: [], encoding: 'row-int16-deflate', max_error: 0, data: '' } as const;

/** Three heads over two key heads, one query and two keys. */
const layer: LayerVectors = {
  layer: 0,
  heads: [4, 5, 6],
  payload: {
    query: array,
    key: array,
    value: array,
    key_heads: [0, 0, 1],
    rotated: false,
    scaling: 0.5,
    soft_cap: null,
    offset_bias: null,
    key_bias: null,
    pair_terms: null,
    outside: null,
    visible_back: null,
    visible_ahead: 0,
    max_error: 0,
  },
  query: codesOf([3, 1, 2], 1, 2, 3, 4, 5, 6),
  key: codesOf([2, 2, 2], 10, 0, 0, -10, 5, 5, -5, 5),
  value: codesOf([2, 2, 2], 1, 1, 2, 2, 3, 3, 4, 4),
  pairTerms: null,
  offsetBias: Float32Array.from([1, 2, 3, 4, 5, 6]),
  keyBias: null,
  outside: Float32Array.from([7, 8, 9]),
};

describe('headTensors', () => {
  it('turns codes into numbers by the scale of their vector', () => {
    expect([...headTensors(layer, 0).key]).toEqual([2, 0, 0, -2]);
  });

  it('gives a head its own query and its key head', () => {
    const { query, key, value } = headTensors(layer, 2);
    expect([...query].map((number) => number.toFixed(1))).toEqual(['1.0', '1.2']);
    expect([...key]).toEqual([1, 1, -1, 1]);
    expect(value[3]).toBeCloseTo(0.8);
  });

  it('gives a head its own row of what is added', () => {
    expect([...(headTensors(layer, 1).offsetBias ?? [])]).toEqual([3, 4]);
    expect([...(headTensors(layer, 2).outside ?? [])]).toEqual([9]);
  });

  it('has no limit where the payload has none', () => {
    expect(headTensors(layer, 0)).toMatchObject({ visibleBack: Infinity, visibleAhead: 0, keyBias: null });
  });
});

describe('shownTensors', () => {
  it('keeps the vectors of the tokens that are shown', () => {
    const cut = (start: number, end: number) => ({ total: 3, start, end, block: 1 });
    const head = tensorsOf([[1], [2]], [[3], [4], [5]]);
    const shown = shownTensors(head, { query: cut(1, 2), key: cut(1, 3) });
    expect([shown.nQuery, shown.nKey, [...shown.query]]).toEqual([1, 2, [2]]);
    expect([[...shown.key], [...shown.value]]).toEqual([
      [4, 5],
      [4, 5],
    ]);
  });
});

describe('headsBeside', () => {
  it.each([
    [0, [5]],
    [1, [4]],
    [2, []],
  ])('of the head at %d gives %j', (place, beside) => {
    expect(headsBeside(layer, place)).toEqual(beside);
  });
});

describe('isVisible', () => {
  const head = tensorsOf([], [], { visibleBack: 2, visibleAhead: 0 });
  it.each([
    [5, 5, true],
    [5, 3, true],
    [5, 2, false],
    [5, 6, false],
  ])('from %d to %d is %s', (query, key, expected) => {
    expect(isVisible(head, query, key)).toBe(expected);
  });
});
