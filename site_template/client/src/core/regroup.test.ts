import { describe, expect, it } from 'vitest';

import { oneHead, regroup, weightAmong, weightBetween } from './regroup';
import { layerOf, randoms, TABLE, unitOf } from './testing';

const w = (code: number) => TABLE[code] ?? 0;
const LAYER = layerOf([
  [
    [10, 20, 30],
    [40, 50, 60],
    [70, 80, 90],
  ],
]);

describe('regroup', () => {
  it('gives pieces their own weights', () => {
    const units = [0, 1, 2].map((token) => unitOf([token]));
    expect(regroup(LAYER, units, units).values).toEqual(Float32Array.from(LAYER.codes, w));
  });

  it('follows the order of the pieces', () => {
    const units = [2, 0, 1].map((token) => unitOf([token]));
    const expected = [90, 70, 80, 30, 10, 20, 60, 40, 50].map(w);
    expect(regroup(LAYER, units, units).values).toEqual(Float32Array.from(expected));
  });

  it('sums over the tokens of a key and averages over the tokens of a query', () => {
    const words = [unitOf([0]), unitOf([1, 2])];
    const { values, nQuery, nKey } = regroup(LAYER, words, words);
    expect([nQuery, nKey]).toEqual([2, 2]);
    const expected = [w(10), w(20) + w(30), (w(40) + w(70)) / 2, (w(50) + w(60) + w(80) + w(90)) / 2];
    expected.forEach((value, cell) => {
      expect(values[cell]).toBeCloseTo(value, 6);
    });
  });

  it('keeps the sum of every row when all tokens are shown as words', () => {
    const random = randoms(7);
    const nToken = 9;
    const rows = Array.from({ length: nToken }, () => Array.from({ length: nToken }, () => Math.floor(random() * 256)));
    const layer = layerOf([rows]);
    const words = [unitOf([0]), unitOf([1, 2, 3]), unitOf([4, 5]), unitOf([6]), unitOf([7, 8])];
    const { values, nKey } = regroup(layer, words, words);
    words.forEach((word, row) => {
      const sum = values.slice(row * nKey, (row + 1) * nKey).reduce((total, value) => total + value, 0);
      const pieces = word.tokens.map((token) => (rows[token] ?? []).reduce((total, code) => total + w(code), 0));
      expect(sum).toBeCloseTo(pieces.reduce((total, value) => total + value, 0) / pieces.length, 5);
    });
  });

  it('drops hidden tokens without scaling the others up', () => {
    const shown = [unitOf([1]), unitOf([2])];
    expect(regroup(LAYER, shown, shown).values).toEqual(Float32Array.from([50, 60, 80, 90], w));
  });

  it('keeps heads apart', () => {
    const two = layerOf([[[255, 0]], [[0, 255]]]);
    expect([...regroup(two, [unitOf([0])], [unitOf([0]), unitOf([1])]).values]).toEqual([1, 0, 0, 1]);
  });
});

describe('oneHead', () => {
  it('is the head alone', () => {
    const two = layerOf([[[255, 0]], [[0, 128]]]);
    const alone = oneHead(two, 1);
    expect(alone.heads).toEqual([1]);
    expect([...regroup(alone, [unitOf([0])], [unitOf([0]), unitOf([1])]).values]).toEqual([0, Math.fround(w(128))]);
  });
});

describe('weightBetween', () => {
  it('agrees with the regrouped weights', () => {
    const words = [unitOf([0, 1]), unitOf([2])];
    const { values } = regroup(LAYER, words, words);
    words.forEach((query, row) => {
      words.forEach((key, column) => {
        expect(weightBetween(LAYER, 0, query, key).value).toBeCloseTo(values[row * 2 + column] ?? NaN, 6);
      });
    });
  });

  it.each([0, 1, 20, 127, 254, 255])('bounds the rounding of code %i', (code) => {
    const { value, error } = weightBetween(layerOf([[[code]]]), 0, unitOf([0]), unitOf([0]));
    const [low, high] = [Math.max(0, code - 0.5), Math.min(255, code + 0.5)].map((edge) => (edge / 255) ** 2);
    expect(value - (low ?? NaN)).toBeLessThanOrEqual(error + 1e-6);
    expect((high ?? NaN) - value).toBeLessThanOrEqual(error + 1e-6);
    expect(error).toBeLessThanOrEqual(0.004);
  });
});

describe('weightAmong', () => {
  it('adds weights and their errors', () => {
    const [first, second] = [unitOf([0]), unitOf([1])];
    const sum = weightAmong(LAYER, 0, [first, second], [second]);
    expect(sum.value).toBeCloseTo(w(20) + w(50), 6);
    const errors = [first, second].map((query) => weightBetween(LAYER, 0, query, second).error);
    expect(sum.error).toBeCloseTo((errors[0] ?? 0) + (errors[1] ?? 0), 9);
  });
});
