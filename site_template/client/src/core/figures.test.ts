import { describe, expect, it } from 'vitest';

import { gridFigure } from './gridFigure';
import { headsFigure } from './headsFigure';
import { heatFigure, labelStep } from './heatFigure';
import { collectLinks } from './links';
import { weightsOf } from './testing';

const COMMON = { title: 'T', description: 'D', paper: '#fff', ink: '#111' };
const count = (svg: string, what: RegExp) => [...svg.matchAll(what)].length;

describe('headsFigure', () => {
  const weights = weightsOf([
    [
      [0.9, 0.1],
      [0, 1],
    ],
  ]);
  const links = collectLinks(weights, [0], { queries: null, keys: null }, 0);
  const data = {
    ...COMMON,
    queries: ['a', '</text>'],
    keys: ['c', 'd'],
    links,
    places: [0, 1, 2],
    layout: 'columns' as const,
    most: 1,
    heads: [{ name: 'H0', colour: '#123456' }],
    active: [0],
  };

  it('draws a line per link, the strongest last', () => {
    const opacities = [...headsFigure(data).matchAll(/stroke-opacity="([\d.]+)"/g)].map((match) => match[1]);
    expect(opacities).toEqual(['0.1', '0.9', '1']);
  });

  it('runs down where the tokens stand in rows', () => {
    const lines = [
      ...headsFigure({ ...data, layout: 'rows' }).matchAll(/<line x1="(\d+)" y1="(\d+)" x2="\d+" y2="(\d+)"/g),
    ];
    expect(lines.map(([, , from, to]) => Number(to) - Number(from))).toEqual([260, 260, 260]);
  });

  it('writes tokens as text', () => {
    expect(headsFigure(data)).toContain('&lt;/text&gt;</text>');
  });
});

describe('heatFigure', () => {
  const data = {
    ...COMMON,
    queries: ['a', 'b'],
    keys: ['c', 'd'],
    cells: Uint8Array.of(255, 0, 128, 1),
    picture: null,
    isSelf: true,
    dark: false,
  };

  it('draws every cell that is not empty', () => {
    expect(count(heatFigure(data), /<rect x="\d+" y="\d+" width="16"/g)).toBe(3);
  });

  it.each([
    [true, 1],
    [false, 0],
  ])('has a diagonal for self-attention: %s', (isSelf, lines) => {
    expect(count(heatFigure({ ...data, isSelf }), /<line/g)).toBe(lines);
  });

  it('holds a picture instead of many cells', () => {
    const svg = heatFigure({ ...data, picture: 'data:image/png;base64,AAAA' });
    expect(svg).toContain('<image href="data:image/png;base64,AAAA"');
    expect(count(svg, /width="16"/g)).toBe(0);
  });
});

describe('labelStep', () => {
  it.each([
    [16, 11, 1],
    [6, 11, 2],
    [1, 11, 20],
    [0.01, 11, 1000],
  ])('at %d pixels an item, %d a label, is %i', (size, room, step) => {
    expect(labelStep(size, room)).toBe(step);
  });
});

describe('gridFigure', () => {
  it('places a picture per head that was kept', () => {
    const svg = gridFigure({
      ...COMMON,
      layers: [0, 5],
      heads: [1, 2],
      pictures: [
        ['data:,a', 'data:,b'],
        ['data:,c', null],
      ],
      size: 20,
      isHeat: true,
      dark: false,
    });
    expect(count(svg, /<image/g)).toBe(3);
    expect(svg).toMatch(/>H2<.*>L5</);
  });
});
