import { describe, expect, it } from 'vitest';

import { collectLinks, type Links } from '../core/links';
import { productsOf, profileOf } from '../core/neurons/neurons';
import { scoreRow } from '../core/scores';
import { layerOf, randoms, tensorsOf, unitOf, weightsOf } from '../core/testing';
import { headTable, keyTable, linkTable, networkTable, neuronTable } from './tables';

const ENDS = { queries: null, keys: null };

const units = (n: number) => Array.from({ length: n }, (_, token) => unitOf([token], `word ${token}`));

/** Every link of a square of weights. */
function linksOf(weights: readonly (readonly number[])[]): Links {
  return collectLinks(weightsOf([weights]), [0], ENDS, 0.01);
}

describe('linkTable', () => {
  const codes = layerOf([[[255, 51], [0, 102]]]); // prettier-ignore
  const links = linksOf([[1, 0.04], [0, 0.16]]); // prettier-ignore
  const joined = [unitOf([0], 'a'), unitOf([1], 'cat')];

  it('lists the strongest links with their tokens and errors', () => {
    expect(linkTable(codes, links, joined, joined).rows(2).map(({ cells }) => cells)).toEqual([
      ['L0 · H0', { text: 'a', beside: '0' }, { text: 'a', beside: '0' }, '1.000 ± 0.004'],
      ['L0 · H0', { text: 'cat', beside: '1' }, { text: 'cat', beside: '1' }, '0.160 ± 0.002'],
    ]); // prettier-ignore
  });

  it.each([
    [3, 'All 3 links of at least 0.004'],
    [2, 'The 2 strongest of 3 links of at least 0.004'],
  ])('says how many of them the %i shown are', (nShown, caption) => {
    expect(linkTable(codes, links, joined, joined).caption(nShown)).toBe(caption);
  });
});

describe('networkTable', () => {
  it('merges the layers by weight, the earlier first where they are equal', () => {
    const links = [linksOf([[0.25, 0.5]]), null, linksOf([[0.25, 0.75]])];
    const table = networkTable([2, 3, 5], links, units(1), units(2), 0.1);
    expect(table.nRows).toBe(4);
    expect(table.rows(3).map(({ cells }) => [cells[0], cells[3]])).toEqual([
      ['L5', '0.750'],
      ['L2', '0.500'],
      ['L2', '0.250'],
    ]);
  });

  it('has a key of its own for every row', () => {
    const next = randoms(1);
    const square = () => Array.from({ length: 8 }, () => Array.from({ length: 8 }, next));
    const table = networkTable([0, 1], [linksOf(square()), linksOf(square())], units(8), units(8), 0);
    const rows = table.rows(table.nRows);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(table.nRows);
  });
});

describe('headTable', () => {
  it('says that a head shows nothing', () => {
    const [full, none] = headTable([
      { layer: 1, head: 0, from: unitOf([2], 'sat'), to: unitOf([0, 1], 'cats'), weight: 0.5 },
      { layer: 1, head: 1, from: undefined, to: undefined, weight: 0 },
    ]).rows(2);
    expect(full?.cells).toEqual(['L1 · H0', { text: 'sat', beside: '2' }, { text: 'cats', beside: '0, 1' }, '0.500']);
    expect(none?.cells).toEqual(['L1 · H1', 'nothing shown', '', '0']);
  });
});

describe('of a query', () => {
  /** The second of three tokens, which cannot see the third. */
  const tensors = tensorsOf([[0, 0], [2, -4], [0, 0]], [[1, 0], [0, 1], [5, 5]], { visibleAhead: 0, scaling: 0.5 }); // prettier-ignore
  const scores = scoreRow(tensors, 1);
  const products = productsOf(tensors, 1);
  const profile = profileOf(products, 2, scores, true);
  const subject = { tensors, query: unitOf([1], 'cat'), scores, products, profile, mixed: new Float32Array(2) };

  it('keyTable goes from product to attention, and says what is masked', () => {
    const table = keyTable(subject, units(3), (key) => `exported ${key.tokens.join('')}`);
    expect(table.columns.map(({ name }) => name)).toEqual(['Key', 'q · k', 'scaled', 'softmax', 'exported']);
    expect(table.rows(9).map(({ cells }) => cells.slice(1))).toEqual([
      ['2.00', '1.00', '0.953', 'exported 0'],
      ['−4.00', '−2.00', '0.047', 'exported 1'],
      ['masked', null, null, 'exported 2'],
    ]);
  });

  it('neuronTable keeps the order shown', () => {
    const table = neuronTable(subject, [1, 0]);
    expect(table.rows(9).map(({ cells }) => cells.slice(0, 3))).toEqual([
      ['1', '−4.00', '67 %'],
      ['0', '2.00', '33 %'],
    ]);
    expect(table.rows(1)).toHaveLength(1);
  });
});
