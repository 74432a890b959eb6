import { describe, expect, it } from 'vitest';

import { barScale, receivedOf, sharesOn } from './bars';
import { collectLinks } from './links';
import { layerOf, unitOf, weightsOf } from './testing';

const ALL = { queries: null, keys: null };

describe('receivedOf', () => {
  it('sums the columns of each head', () => {
    const weights = weightsOf([
      [
        [1, 0],
        [0.5, 0.5],
      ],
      [
        [0, 1],
        [0, 1],
      ],
    ]);
    expect([...receivedOf(weights)]).toEqual([1.5, 0.5, 0, 2]);
  });
});

describe('barScale', () => {
  it.each([
    [[1, 1, 1, 1], 1],
    [Array.from({ length: 100 }, (_, at) => (at < 95 ? 0.4 : 60)), 1],
    [Array.from({ length: 100 }, (_, at) => (at < 85 ? 0.4 : 3)), 5],
    [[], 1],
  ])('is a round number that nine of ten bars fit into', (received, scale) => {
    expect(barScale([Float32Array.from(received)], 1)).toBe(scale);
  });

  it('is no less than what a word receives if all receive alike', () => {
    expect(barScale([Float32Array.from([0.1])], 2)).toBe(2);
  });
});

describe('sharesOn', () => {
  const codes = layerOf([
    [
      [255, 0],
      [0, 255],
    ],
    [
      [0, 255],
      [0, 255],
    ],
  ]);
  const links = collectLinks(
    weightsOf([
      [
        [1, 0],
        [0, 1],
      ],
    ]),
    [0],
    ALL,
    0.5,
  );

  it('is the share of each head that lies on the links', () => {
    const units = [unitOf([0]), unitOf([1])];
    expect(sharesOn(links, codes, units, units)).toEqual([1, 0.5]);
  });

  it('averages over the pieces of a query and sums over those of a key', () => {
    const word = [unitOf([0, 1])];
    const one = collectLinks(weightsOf([[[1]]]), [0], ALL, 0.5);
    expect(sharesOn(one, codes, word, word)).toEqual([1, 1]);
  });
});
