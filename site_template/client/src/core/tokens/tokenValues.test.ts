import { describe, expect, it } from 'vitest';

import { layerOf, randoms, TABLE, unitOf } from '../testing';
import { regroup } from '../regroup';
import { layerValues, measuredValue, quantityOf } from './tokenValues';

const units = [unitOf([0]), unitOf([1]), unitOf([2])];
const random = randoms(7);
const codes = layerOf([0, 1].map(() => [0, 1, 2].map(() => [0, 1, 2].map(() => Math.floor(256 * random())))));
const weight = (head: number, query: number, key: number) => TABLE[codes.codes[(head * 3 + query) * 3 + key] ?? 0] ?? 0;

describe('layerValues', () => {
  it('holds what each token gives itself', () => {
    const values = layerValues(codes, { quantity: 'self', queries: units, keys: units });
    const expected = [0, 1].flatMap((head) => [0, 1, 2].map((token) => weight(head, token, token)));
    expect(Array.from(values)).toEqual(expected.map(Math.fround));
  });

  it('holds the mean of what each token gets', () => {
    const values = layerValues(codes, { quantity: 'received', queries: units, keys: units });
    [0, 1].forEach((head) => {
      [0, 1, 2].forEach((key) => {
        const mean = (weight(head, 0, key) + weight(head, 1, key) + weight(head, 2, key)) / 3;
        expect(values[head * 3 + key]).toBeCloseTo(mean, 6);
      });
    });
  });

  it.each(['self', 'received'] as const)('agrees with the regrouped weights of words (%s)', (quantity) => {
    const words = [unitOf([0, 1]), unitOf([2])];
    const { values: regrouped } = regroup(codes, words, words);
    const at = (head: number, query: number, key: number) => regrouped[(head * 2 + query) * 2 + key] ?? 0;
    const expected = [0, 1].flatMap((head) =>
      [0, 1].map((key) => (quantity === 'self' ? at(head, key, key) : (at(head, 0, key) + at(head, 1, key)) / 2)),
    );
    const values = layerValues(codes, { quantity, queries: words, keys: words });
    expected.forEach((value, place) => {
      expect(values[place]).toBeCloseTo(value, 6);
    });
  });

  it('leaves hidden queries out of the mean', () => {
    const values = layerValues(codes, { quantity: 'received', queries: units.slice(1), keys: units });
    expect(values[0]).toBeCloseTo((weight(0, 1, 0) + weight(0, 2, 0)) / 2, 6);
  });

  it('has nothing to say of tokens that do not meet themselves', () => {
    const values = layerValues(codes, { quantity: 'self', queries: units.slice(0, 1), keys: units.slice(1) });
    expect(Array.from(values)).toEqual([NaN, NaN, NaN, NaN]);
  });
});

it.each(['self', 'received'] as const)('measures the same value (%s), with its bound', (quantity) => {
  const asked = { quantity, queries: units, keys: units };
  const { value, error } = measuredValue(codes, 1, asked, 2);
  expect(value).toBeCloseTo(layerValues(codes, asked)[5] ?? 0, 6);
  expect(error).toBeGreaterThan(0);
  expect(error).toBeLessThanOrEqual(codes.maxError);
});

it('knows that tokens of two sequences do not meet', () => {
  expect([quantityOf('self', 'cross'), quantityOf('self', 'decoder')]).toEqual(['received', 'self']);
});
