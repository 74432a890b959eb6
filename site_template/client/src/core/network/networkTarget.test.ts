import { describe, expect, it } from 'vitest';

import { collectLinks } from '../links';
import { networkOf, type LayerForm } from './network';
import { barFrom, sameTarget, targetAt, wordFrom, wordOf, type Picture } from './networkTarget';
import { bandsOf } from './sankey';
import { weightsOf } from '../testing';
import { barPlaces } from './wordBox';

const forms = [0, 1, 2].map((layer): LayerForm => ({
  layer,
  form: layer === 2 ? 'piles' : 'links',
  isCollapsed: false,
  room: 200,
}));
const network = networkOf([...forms, { layer: 3, form: 'multiples', isCollapsed: false, room: 200 }], true, {
  width: 900,
  label: 50,
});
const links = collectLinks(
  weightsOf([
    [
      [0, 1],
      [1, 0],
    ],
  ]),
  [0],
  { queries: null, keys: null },
  0.1,
);
const picture: Picture = {
  network,
  counts: { query: 2, key: 2 },
  rowHeight: 36,
  hasBars: true,
  layers: network.panels.map(() => ({
    nHeads: 3,
    links,
    bands: bandsOf(links, 2, 2, { height: 36, full: 32 }),
    places: Uint32Array.of(0, 1),
  })),
};
const [first, second] = network.columns;
const panel = network.panels[0];

describe('targetAt', () => {
  it('finds the text of a word', () => {
    expect(targetAt(picture, (second?.x ?? 0) + 5, 40)).toEqual({ kind: 'word', column: 1, unit: 1 });
  });

  it('finds the bar of a head, however low it is', () => {
    const { left, step } = barPlaces(first ?? { x: 0, width: 0 }, 3);
    expect(targetAt(picture, left + 2.5 * step, 24)).toEqual({ kind: 'bar', column: 0, unit: 0, panel: 0, head: 2 });
  });

  it.each([
    ['without bars', { ...picture, hasBars: false }, 1],
    ['in a column after which no layer comes', picture, network.columns.length - 1],
  ])('finds the word in the place of bars %s', (_, of, at) => {
    const column = network.columns[at];
    const target = column && column.width > 0 ? targetAt(of, column.x + 5, 24) : null;
    expect(target?.kind ?? 'word').toBe('word');
  });

  it('finds a link by its curve', () => {
    expect(targetAt(picture, (panel?.x ?? 0) + 1, 18)).toEqual({ kind: 'link', panel: 0, query: 1, key: 0 });
  });

  it.each([
    ['below the last word', 5, 100],
    ['beside everything', 1e6, 10],
    ['where a panel has no links', (network.panels[2]?.x ?? 0) + 1, 18],
  ])('finds nothing %s', (_, x, y) => {
    expect(targetAt(picture, x, y)).toBeNull();
  });
});

describe('wordFrom', () => {
  const from = { column: 1, unit: 0 };

  it.each([
    ['ArrowDown', { column: 1, unit: 1 }],
    ['ArrowUp', { column: 1, unit: 0 }],
    ['ArrowLeft', { column: 0, unit: 0 }],
    ['ArrowRight', { column: 2, unit: 0 }],
    ['End', { column: 1, unit: 1 }],
    ['PageDown', { column: 1, unit: 1 }],
    ['x', null],
  ])('follows %s', (key, word) => {
    expect(wordFrom(picture, from, key)).toEqual(word);
  });

  it('passes over columns without words, and stops at the last', () => {
    expect(wordFrom(picture, { column: 2, unit: 0 }, 'ArrowRight')).toEqual({ column: 2, unit: 0 });
  });
});

describe('barFrom', () => {
  const word = { column: 0, unit: 1 };

  it.each([
    [null, 1, 0],
    [null, -1, 2],
    [0, 1, 1],
    [2, 1, 2],
  ])('goes from bar %j by %i to %i', (head, step, next) => {
    const target = head === null ? null : { kind: 'bar' as const, ...word, panel: 0, head };
    expect(barFrom(picture, word, target, step)).toEqual({ kind: 'bar', ...word, panel: 0, head: next });
  });

  it('goes nowhere where a word has no bars', () => {
    expect(barFrom(picture, { column: network.columns.length - 1, unit: 0 }, null, 1)).toBeNull();
  });
});

describe('targets', () => {
  it.each([
    [null, null, true],
    [{ kind: 'word', column: 0, unit: 1 }, { kind: 'word', column: 0, unit: 1 }, true],
    [{ kind: 'word', column: 0, unit: 1 }, null, false],
    [{ kind: 'pile', panel: 0, members: [1, 2] }, { kind: 'pile', panel: 0, members: [1] }, false],
  ] as const)('compares %j and %j', (a, b, same) => {
    expect(sameTarget(a, b)).toBe(same);
  });

  it('are about the word whose bar they are', () => {
    expect(wordOf({ kind: 'bar', column: 1, unit: 2, panel: 1, head: 0 })).toEqual({ column: 1, unit: 2 });
    expect(wordOf({ kind: 'head', panel: 1, head: 0 })).toBeNull();
  });
});
