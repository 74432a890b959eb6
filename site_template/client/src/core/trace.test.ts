import { describe, expect, it } from 'vitest';

import { collectLinks } from './links';
import { networkOf, type LayerForm } from './network/network';
import { weightsOf } from './testing';
import { LOOKS, SEEN, traceOf } from './trace';

const BOTH = LOOKS | SEEN;
const forms = [0, 1].map((layer): LayerForm => ({ layer, form: 'links', isCollapsed: false, room: 0 }));
const ROOM = { width: 0, label: 0 };
const counts = { query: 3, key: 3 };

/** Links given as query and key. */
function linksOf(...pairs: [number, number][]) {
  const rows = [0, 1, 2].map((query) =>
    [0, 1, 2].map((key) => (pairs.some(([q, k]) => q === query && k === key) ? 1 : 0)),
  );
  return collectLinks(weightsOf([rows]), [0], { queries: null, keys: null }, 0.5);
}

/** In layer 0 word 1 looks at 0 and word 2 at itself; in layer 1 words 0 and 2 look at 1. */
const links = [linksOf([1, 0], [2, 2]), linksOf([0, 1], [2, 1])];

describe('traceOf a chain', () => {
  const network = networkOf(forms, true, ROOM);
  const wordsFrom = (column: number, unit: number) =>
    traceOf(network, links, counts, [{ column, unit }]).words.map((bits) => [...bits]);

  it.each([
    [
      'from the end back to the words that it depends on',
      2,
      0,
      [
        [LOOKS, 0, 0],
        [0, LOOKS, 0],
        [BOTH, 0, 0],
      ],
    ],
    [
      'from the start on to the words that depend on it',
      0,
      0,
      [
        [BOTH, 0, 0],
        [0, SEEN, 0],
        [SEEN, 0, SEEN],
      ],
    ],
    [
      'both ways from the middle',
      1,
      1,
      [
        [LOOKS, 0, 0],
        [0, BOTH, 0],
        [SEEN, 0, SEEN],
      ],
    ],
    [
      'nowhere from a word without links',
      0,
      1,
      [
        [0, BOTH, 0],
        [0, 0, 0],
        [0, 0, 0],
      ],
    ],
  ])('follows links %s', (_, column, unit, words) => {
    expect(wordsFrom(column, unit)).toEqual(words);
  });

  it('marks the links on its paths and no others', () => {
    const trace = traceOf(network, links, counts, [{ column: 1, unit: 1 }]);
    const marked = trace.links.map((bits, at) =>
      [...bits].flatMap((bit, place) => (bit ? [[links[at]?.query[place], links[at]?.key[place], bit]] : [])),
    );
    expect(marked).toEqual([
      [[1, 0, LOOKS]],
      [
        [0, 1, SEEN],
        [2, 1, SEEN],
      ],
    ]);
  });

  it('waits for layers that have not arrived', () => {
    const trace = traceOf(network, [null, links[1] ?? null], counts, [{ column: 2, unit: 0 }]);
    expect(trace.words.map((bits) => [...bits])).toEqual([
      [0, 0, 0],
      [0, LOOKS, 0],
      [BOTH, 0, 0],
    ]);
  });
});

describe('traceOf cross-attention', () => {
  const network = networkOf(forms, false, ROOM);

  it('follows a target word in every layer by itself', () => {
    const { words } = traceOf(network, links, counts, [{ column: 1, unit: 2 }]);
    expect(words.map((bits) => [...bits])).toEqual([
      [0, 0, LOOKS],
      [0, 0, BOTH],
      [0, LOOKS, 0],
      [0, 0, BOTH],
    ]);
  });

  it('follows a source word to all target words that look at it', () => {
    const { words } = traceOf(network, links, counts, [{ column: 2, unit: 1 }]);
    expect(words.map((bits) => [...bits])).toEqual([
      [0, BOTH, 0],
      [0, 0, 0],
      [0, BOTH, 0],
      [SEEN, 0, SEEN],
    ]);
  });
});
