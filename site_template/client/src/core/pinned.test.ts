import { describe, expect, it } from 'vitest';

import { valueTable } from './codec';
import type { LayerCodes } from './payload';
import { pinnedLinks } from './pinned';

/** Two heads over two tokens: the first looks at itself, the second at token 0. */
const layer: LayerCodes = {
  layer: 0,
  heads: [3, 5],
  nQuery: 2,
  nKey: 2,
  codes: Uint8Array.from([255, 0, 0, 255, 255, 0, 255, 0]),
  table: valueTable(1),
  maxError: 0.004,
};

describe('pinnedLinks', () => {
  it.each([
    [
      3,
      [1],
      [],
      [
        [1, 1, 1],
        [1, 0, 0],
      ],
    ],
    [5, [1], [0], [[1, 0, 1]]],
    [
      null,
      [],
      [0],
      [
        [0, 0, 1],
        [1, 0, 0.5],
      ],
    ],
    [null, [], [], []],
  ])('of head %j, queries %j and keys %j', (head, queries, keys, links) => {
    const found = pinnedLinks(layer, head, queries, keys, 9);
    expect(found.map(({ query, key, weight }) => [query, key, weight])).toEqual(links);
  });

  it('gives the strongest up to a limit', () => {
    expect(pinnedLinks(layer, 3, [0, 1], [], 2).map(({ weight }) => weight)).toEqual([1, 1]);
  });
});
