import { describe, expect, it } from 'vitest';

import { treeOf } from './dendrogram';
import { collectLinks } from '../links';
import { blockFigure, type Block } from './mapsFigure';
import { networkOf, type LayerForm } from './network';
import { networkFigure } from './networkFigure';
import { weightsOf } from '../testing';

const FRAME = { title: 'T', description: 'D' };
const STYLE = { ink: '#111', paper: '#fff', dark: false, hasDiagonal: true };
const PICTURE = 'data:image/png;base64,AAAA';
const count = (svg: string, what: RegExp) => [...svg.matchAll(what)].length;

const chips = ['0', '1', '2'].map((name) => ({ name, fill: '#123456', text: '#ffffff' }));
const tree = treeOf(
  [
    [0, 2, 1, 2],
    [1, 3, 4, 3],
  ],
  3,
);
const piles: Block = {
  kind: 'piles',
  tree,
  leaves: chips,
  cut: 0.5,
  piles: [
    { picture: PICTURE, chips: chips.slice(0, 2) },
    { picture: PICTURE, chips: chips.slice(2) },
  ],
};
const maps: Block = {
  kind: 'multiples',
  maps: chips.map((chip) => ({ chip, picture: PICTURE, value: '−2.5' })),
  ends: ['looks back', 'looks ahead'],
};

describe('blockFigure', () => {
  it('has a picture per pile, its heads as text, and the tree', () => {
    const svg = blockFigure(FRAME, piles, 300, STYLE);
    expect(count(svg, /<image /g)).toBe(2);
    expect(svg).toContain('>1 · 2 heads</text>');
    expect(svg).toContain('cut at 2.00 of 4.00</text>');
    expect(count(svg, />[012]<\/text>/g)).toBeGreaterThanOrEqual(6);
  });

  it('has a picture per head, its number, and what the ends stand for', () => {
    const svg = blockFigure(FRAME, maps, 300, STYLE);
    expect(count(svg, /<image /g)).toBe(3);
    expect(count(svg, />−2\.5<\/text>/g)).toBe(3);
    expect(svg).toMatch(/↖ looks back<.*looks ahead ↘</);
  });

  it.each([
    [true, 3],
    [false, 0],
  ])('draws diagonals only for self-attention: %s', (hasDiagonal, lines) => {
    expect(count(blockFigure(FRAME, maps, 300, { ...STYLE, hasDiagonal }), /<line /g)).toBe(lines);
  });
});

describe('networkFigure', () => {
  const forms: LayerForm[] = [
    { layer: 0, form: 'links', isCollapsed: false, room: 0 },
    { layer: 1, form: 'piles', isCollapsed: false, room: 300 },
  ];
  const links = collectLinks(
    weightsOf([
      [
        [0.75, 0.25],
        [0, 1],
      ],
    ]),
    [0],
    { queries: null, keys: null },
    0.1,
  );
  const layer = { links, places: [0, 1, 2], received: Float32Array.of(1, 2, 3, 4), colours: ['#123456', '#654321'] };
  const data = {
    ...FRAME,
    ...STYLE,
    network: networkOf(forms, true, { width: 900, label: 40 }),
    labels: { query: ['a', '</text>'], key: ['a', '</text>'] },
    layers: [
      { ...layer, block: null },
      { ...layer, block: piles },
    ],
    barScale: 4,
  };
  const svg = networkFigure(data);

  it('draws a band per link where a layer shows links, the strongest last', () => {
    const opacities = [...svg.matchAll(/<path d="M[^"]+C[^"]+" fill-opacity="([\d.]+)"/g)].map((match) => match[1]);
    expect(opacities).toEqual(['0.25', '0.75', '1']);
  });

  it('writes words as text in every column that links meet', () => {
    expect(count(svg, />&lt;\/text&gt;<\/text>/g)).toBe(2);
  });

  it('draws the piles of a layer that shows them', () => {
    expect(count(svg, /<image /g)).toBe(2);
  });

  it('names layers and boundaries', () => {
    expect(svg).toMatch(/>L0<.*>L1<.*>embedding<.*>after L0</);
  });

  it('leaves bars out without a scale', () => {
    expect(count(networkFigure({ ...data, barScale: null }), /fill="#654321"/g)).toBe(0);
    expect(count(svg, /fill="#654321"/g)).toBe(4);
  });
});
