import { describe, expect, it } from 'vitest';

import { collectLinks } from '../links';
import { bandAt, bandsOf, bandY, emptied, flowOf, onlyHeads } from './sankey';
import { layerOf, randoms, TABLE, unitOf, weightsOf } from '../testing';

const ROWS = { height: 36, full: 32 };
const units = [0, 1, 2].map((token) => unitOf([token]));

const codes = layerOf([
  [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
  ],
  [
    [0, 255, 0],
    [0, 0, 255],
    [255, 0, 0],
  ],
]);

describe('flowOf', () => {
  it.each<[number[], number[]]>([
    [
      [0, 1],
      [0.5, 0.5, 0, 0, 0.5, 0.5, 0.5, 0, 0.5],
    ],
    [[1], [0, 1, 0, 0, 0, 1, 1, 0, 0]],
    [[], [0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ])('is the mean over the heads %j', (heads, mean) => {
    expect([...flowOf(codes, units, units, heads).mean.values]).toEqual(mean);
  });

  it('sums what each key receives, for every head', () => {
    const layer = layerOf([
      [
        [255, 0],
        [255, 128],
      ],
    ]);
    const { received } = flowOf(layer, units.slice(0, 2), units.slice(0, 2), []);
    expect([...received]).toEqual([2, TABLE[128]]);
  });
});

describe('onlyHeads', () => {
  it('keeps the chosen heads in the order chosen', () => {
    const { heads, codes: kept } = onlyHeads(codes, [1]);
    expect([heads, [...kept]]).toEqual([[1], [...codes.codes.subarray(9)]]);
  });
});

describe('emptied', () => {
  const pair = [unitOf([0]), { ...unitOf([1]), segment: 1 }];

  it.each([
    ['all', 'query', [1, 1]],
    ['ab', 'query', [1, 0]],
    ['ab', 'key', [0, 1]],
    ['bb', 'query', [0, 1]],
  ] as const)('lets %s leave, on the %s side, %j tokens to each unit', (filter, side, counts) => {
    expect(emptied(pair, side, filter).map(({ tokens }) => tokens.length)).toEqual(counts);
  });
});

describe('bandsOf', () => {
  const random = randoms(7);
  const rows = Array.from({ length: 6 }, () => {
    const row = Array.from({ length: 6 }, random);
    const total = row.reduce((sum, value) => sum + value, 0);
    return row.map((value) => value / total);
  });
  const links = collectLinks(weightsOf([rows]), [0], { queries: null, keys: null }, 0);
  const bands = bandsOf(links, 6, 6, ROWS);
  const places = Array.from({ length: links.length }, (_, at) => at);

  it('makes bands as wide as their weights', () => {
    for (const at of places) expect(bands.width[at]).toBeCloseTo(32 * (links.weight[at] ?? 0), 4);
  });

  it.each([
    ['queries', 'query', 'to', 'width'],
    ['keys', 'key', 'from', 'start'],
  ] as const)('stacks bands inside the boxes of %s, none over another', (_, row, middle, width) => {
    for (let at = 0; at < 6; at++) {
      const own = places.filter((place) => links[row][place] === at);
      const spans = own
        .map((place) => {
          const half = (bands[width][place] ?? 0) / 2;
          return [(bands[middle][place] ?? 0) - half, (bands[middle][place] ?? 0) + half] as const;
        })
        .sort((a, b) => a[0] - b[0]);
      const all = [36 * at + 2, ...spans.flat(), 36 * at + 34];
      all.slice(1).forEach((end, i) => {
        expect(end).toBeGreaterThanOrEqual((all[i] ?? 0) - 1e-3);
      });
    }
  });

  it('has nothing without links', () => {
    const none = collectLinks(weightsOf([[[0]]]), [0], { queries: null, keys: null }, 0.5);
    expect(bandsOf(none, 1, 1, ROWS).to).toHaveLength(0);
  });
});

describe('bandAt', () => {
  const links = collectLinks(
    weightsOf([
      [
        [0, 0.5],
        [0.5, 0],
      ],
    ]),
    [0],
    { queries: null, keys: null },
    0.1,
  );
  const bands = bandsOf(links, 2, 2, ROWS);

  it('runs from the key to the query', () => {
    const place = links.query[0] === 0 ? 0 : 1;
    expect([bandY(bands, place, 0), bandY(bands, place, 1)]).toEqual([54, 18]);
  });

  it.each([
    [0, 54, 0],
    [1, 18, 0],
    [0, 18, 1],
    [0.25, 54 - 36 * 0.15625, 0],
    [0.5, 100, null],
  ])('at %f of the way and height %f finds the band to query %j', (share, y, query) => {
    const place = bandAt(bands, [0, 1], 120, share, y);
    expect(place < 0 ? null : links.query[place]).toBe(query);
  });
});
