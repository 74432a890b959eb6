import { describe, expect, it } from 'vitest';

import { blocksOf, cellLevels, relativeShares } from './neuronCells';
import { mixedValues, productsOf, profileOf } from './neurons';
import { scoreRow } from '../scores';
import { tensorsOf, unitOf } from '../testing';

const tensors = tensorsOf([[1, -2]], [[4, 1], [-4, 0]], { visibleAhead: 0 }); // prettier-ignore
const [scores, products] = [scoreRow(tensors, 0), productsOf(tensors, 0)];
const profile = profileOf(products, 2, scores, true);
const mixed = mixedValues(tensors, scores.attention);
const subject = { tensors, query: unitOf([0]), scores, products, profile, mixed };
const domains = { vector: 4, product: 4, value: 8 };

describe('cellLevels', () => {
  it('sets tokens in rows and neurons in columns, in the order shown', () => {
    const cells = { values: Float32Array.of(4, 0, -4, 2), dim: 2, columns: [1, 0], domain: 4 };
    expect([...cellLevels(cells, [1, 0])]).toEqual([192, 1, 128, 255]);
  });

  it('leaves rows of tokens that are not visible empty', () => {
    const { product } = blocksOf(subject, [0, 1], null, domains);
    expect([...cellLevels(product?.rows ?? never(), [0, 1], product?.visible)].slice(2)).toEqual([0, 0]);
  });
});

describe('blocksOf', () => {
  it('sets the query above the keys and nothing above the products', () => {
    const { key, product, value } = blocksOf(subject, [1], null, domains);
    expect([...cellLevels(key?.head ?? never(), [0])]).toEqual([128 - 64]);
    expect(product?.head).toBeNull();
    expect(value).toBeNull();
  });

  it('sets what the values mix to above all of them, whatever neurons are shown', () => {
    const { value } = blocksOf(subject, [], tensors.value, domains);
    expect([...cellLevels(value?.head ?? never(), [0])]).toEqual([128 + 64, 128 + 16]);
  });
});

it('relates shares to the largest', () => {
  expect(relativeShares(subject, [1, 0])).toEqual([0.5, 1]);
});

function never(): never {
  throw new Error('there should be a block');
}
