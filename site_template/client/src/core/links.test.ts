import { describe, expect, it } from 'vitest';

import { collectLinks, linkAt, linksInWindow, strongest, type Links } from './links';
import { randoms, weightsOf } from './testing';

const EVERY = { queries: null, keys: null };
const TWO_HEADS = weightsOf([
  [
    [0.7, 0.3],
    [0.1, 0.9],
  ],
  [
    [0.5, 0.5],
    [1, 0],
  ],
]);

const names = (links: Links) =>
  Array.from({ length: links.length }, (_, at) => linkAt(links, at)).map(
    ({ head, query, key }) => `${head}:${query}>${key}`,
  );

describe('collectLinks', () => {
  it('orders links by strength', () => {
    const links = collectLinks(TWO_HEADS, [0, 1], EVERY, 0);
    expect(names(links)).toEqual(['1:1>0', '0:1>1', '0:0>0', '1:0>0', '1:0>1', '0:0>1', '0:1>0']);
  });

  it.each<[string, Parameters<typeof collectLinks>, string[]]>([
    ['the given heads', [TWO_HEADS, [0], EVERY, 0], ['0:1>1', '0:0>0', '0:0>1', '0:1>0']],
    ['links of a least weight', [TWO_HEADS, [0], EVERY, 0.5], ['0:1>1', '0:0>0']],
    ['the given queries', [TWO_HEADS, [0], { queries: [0], keys: null }, 0], ['0:0>0', '0:0>1']],
    ['the given keys', [TWO_HEADS, [0], { queries: null, keys: [1] }, 0], ['0:1>1', '0:0>1']],
    ['both ends', [TWO_HEADS, [0], { queries: [1], keys: [0] }, 0], ['0:1>0']],
    ['no hidden links', [TWO_HEADS, [1], { queries: [1], keys: null }, 0], ['1:1>0']],
  ])('keeps %s', (_, args, expected) => {
    expect(names(collectLinks(...args))).toEqual(expected);
  });
});

describe('strongest', () => {
  it('agrees with a plain sort', () => {
    const random = randoms(11);
    const weights = weightsOf([Array.from({ length: 30 }, () => Array.from({ length: 30 }, () => random() ** 3))]);
    const expected = [...weights.values].sort((a, b) => b - a).slice(0, 40);
    expect(strongest(collectLinks(weights, [0], EVERY, 0), 40).map((link) => link.weight)).toEqual(expected);
  });

  it('gives what there is', () => {
    expect(strongest(collectLinks(TWO_HEADS, [], EVERY, 0), 5)).toEqual([]);
    expect(strongest(collectLinks(TWO_HEADS, [0], EVERY, 0), 9)).toHaveLength(4);
  });

  it('admits weights above 1, as the rounding of a word can give', () => {
    expect(strongest(collectLinks(weightsOf([[[1.02, 1.01]]]), [0], EVERY, 0), 1)[0]?.key).toBe(0);
  });
});

describe('linksInWindow', () => {
  const diagonal = weightsOf([
    Array.from({ length: 6 }, (_, q) => Array.from({ length: 6 }, (_, k) => (q === k ? 0.9 - q / 10 : 0))),
  ]);
  const links = collectLinks(diagonal, [0], EVERY, 0);

  it('finds none where nothing is in sight', () => {
    expect(linksInWindow(links, 0, -1, 10)).toEqual({ places: new Uint32Array(0), total: 0 });
  });

  it('shows the links that cross the rows', () => {
    const { places, total } = linksInWindow(links, 2, 3, 10);
    expect([...places].map((at) => linkAt(links, at).query)).toEqual([2, 3]);
    expect(total).toBe(2);
  });

  it('counts the links that are over the budget', () => {
    const { places, total } = linksInWindow(links, 0, 5, 4);
    expect([...places]).toEqual([0, 1, 2, 3]);
    expect(total).toBe(6);
  });

  it('shows a link that passes over the window', () => {
    const across = collectLinks(weightsOf([[[0, 0, 1]]]), [0], EVERY, 0);
    expect(linksInWindow(across, 1, 1, 5).total).toBe(1);
  });
});
