import { describe, expect, it } from 'vitest';

import {
  bipartiteOf,
  focusedBipartite,
  markedRow,
  sameTarget,
  spotAt,
  tipPlace,
  type Stage,
  type Target,
} from './stage';

/** Tokens of 100 pixels, cells of 30, links of 240; keys have cells. */
const STAGE: Stage = {
  width: 500,
  columns: { token: 100, strip: 30, lines: 240 },
  rowHeight: 20,
  scrolled: 40,
  nRows: { query: 10, key: 5 },
  hasCells: { query: false, key: true },
  nHeads: 4,
  active: [0, 2, 3],
};

const UNIT: Target = { kind: 'unit', place: { side: 'key', unit: 3 } };
const CELL: Target = { kind: 'cell', place: { side: 'key', unit: 3 }, slot: 1 };
const LINK: Target = { kind: 'link', link: { head: 0, query: 1, key: 2, weight: 0.5 } };

describe('bipartiteOf', () => {
  it('lies between the tokens', () => {
    expect(bipartiteOf(STAGE)).toMatchObject({ left: 0, right: 300, nHeads: 3 });
  });

  it('ends at the cells where there are any', () => {
    expect(focusedBipartite(STAGE)).toMatchObject({ left: 0, right: 270 });
  });
});

describe('spotAt', () => {
  it.each([
    [50, 5, { kind: 'unit', place: { side: 'query', unit: 2 } }],
    [450, 25, { kind: 'unit', place: { side: 'key', unit: 3 } }],
    [450, 65, null],
    [385, 25, { kind: 'cell', place: { side: 'key', unit: 3 }, slot: 1 }],
    [115, 25, 'between'],
    [250, 25, 'between'],
  ])('at (%d, %d) is %j', (x, y, expected) => {
    expect(spotAt(STAGE, x, y)).toEqual(expected);
  });
});

describe('tipPlace', () => {
  it('is beside the column of a token, and at the pointer otherwise', () => {
    expect(tipPlace(STAGE, UNIT, { x: 450, y: 7 })).toEqual({ x: 370, y: 7, side: 'left' });
    expect(tipPlace(STAGE, LINK, { x: 250, y: 7 })).toEqual({ x: 250, y: 7 });
  });
});

describe('markedRow', () => {
  it.each([
    [UNIT, 'key', 3],
    [UNIT, 'query', -1],
    [LINK, 'query', 1],
    [null, 'key', -1],
  ] as const)('of %j on the %s side is %i', (target, side, row) => {
    expect(markedRow(target, side)).toBe(row);
  });
});

describe('sameTarget', () => {
  it.each([
    [null, null, true],
    [UNIT, null, false],
    [UNIT, { ...UNIT }, true],
    [UNIT, CELL, false],
    [CELL, { ...CELL, slot: 2 }, false],
    [LINK, { kind: 'link', link: { head: 0, query: 1, key: 2, weight: 0.4 } }, true],
    [LINK, { kind: 'link', link: { head: 1, query: 1, key: 2, weight: 0.5 } }, false],
    [LINK, UNIT, false],
  ] as const)('of %j and %j is %s', (a, b, expected) => {
    expect(sameTarget(a, b)).toBe(expected);
  });
});
