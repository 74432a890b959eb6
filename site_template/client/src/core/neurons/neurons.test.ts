import { describe, expect, it } from 'vitest';

import {
  countMarked,
  markOf,
  meanProduct,
  mixedValues,
  productsOf,
  profileOf,
  shownNeurons,
  trendBound,
} from './neurons';
import { scoreRow } from '../scores';
import { randoms, tensorsOf } from '../testing';

/** Over twenty keys neuron 0 falls with distance, neuron 1 rises, neuron 2 stays, neuron 3 is noise. */
const random = randoms(7);
const KEYS = Array.from({ length: 20 }, (_, key) => [-key, key * key, 3, random() - 0.5]);
const head = tensorsOf([[1, 1, 2, 1]], KEYS, { scaling: 0.01 });
const products = productsOf(head, 0);
const profile = profileOf(products, 4, scoreRow(head, 0), true);

describe('productsOf', () => {
  it('multiplies a query with every key, neuron by neuron', () => {
    const small = tensorsOf([[9, 9], [2, 3]], [[1, 2], [3, 4]]); // prettier-ignore
    expect([...productsOf(small, 1)]).toEqual([2, 6, 6, 12]);
  });
});

describe('mixedValues', () => {
  it('weights the values by the attention', () => {
    const small = tensorsOf([[0, 0]], [[1, 2], [3, 4]]); // prettier-ignore
    expect([...mixedValues(small, Float64Array.of(0.25, 0.75))]).toEqual([2.5, 3.5]);
  });
});

describe('profileOf', () => {
  it('shares the magnitude out among the neurons', () => {
    expect(profile.share.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
    const total = [190, 2470, 120].reduce((sum, value) => sum + value, 0);
    expect(profile.share[0]).toBeCloseTo(190 / total, 2);
  });

  it('ranks products by distance', () => {
    expect([...(profile.trend ?? [])].slice(0, 3)).toEqual([-1, 1, 0]);
  });

  it('leaves masked keys out', () => {
    const causal = tensorsOf([[1]], [[5], [100], [100]], { visibleAhead: 0 });
    expect(profileOf(productsOf(causal, 0), 1, scoreRow(causal, 0), true).attended[0]).toBe(5);
  });

  it('knows no distance between two texts', () => {
    expect(profileOf(products, 4, scoreRow(head, 0), false).trend).toBeNull();
  });
});

/** Spearman 1904 by hand: ranks 1 2.5 2.5 4 against 1 2 3 4. */
it('shares the rank of equal products', () => {
  const tied = tensorsOf([[1]], [[1], [2], [2], [9]]);
  const { trend } = profileOf(productsOf(tied, 0), 1, scoreRow(tied, 0), true);
  expect(trend?.[0]).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5), 6);
});

describe('markOf', () => {
  it('marks what falls and what rises', () => {
    expect([0, 1, 2, 3].map((neuron) => markOf(profile, neuron))).toEqual([-1, 1, 0, 0]);
    expect(countMarked(profile)).toBe(2);
  });

  it.each([
    [1, Infinity],
    [11, 3.29 / Math.sqrt(10)],
    [26, 3.29 / 5],
    [1000, 0.5],
  ])('over %d keys wants a correlation of %d', (nKeys, bound) => {
    expect(trendBound(nKeys)).toBeCloseTo(bound, 10);
  });
});

describe('shownNeurons', () => {
  it.each([
    ['number', [0, 1, 2, 3]],
    ['share', [1, 0, 2, 3]],
    ['product', [1, 2, 3, 0]],
    ['distance', [0, 2, 3, 1]],
  ] as const)('sorts by %s', (order, expected) => {
    const product = meanProduct(products, 4, [2, 3]);
    const shown = shownNeurons({ ...profile, trend: Float32Array.of(-1, 1, 0, 0.1) }, product, order, false);
    expect(shown).toEqual(expected);
  });

  it('leaves only the marked ones', () => {
    expect(shownNeurons(profile, profile.attended, 'number', true)).toEqual([0, 1]);
  });
});
