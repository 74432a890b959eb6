import { describe, expect, it } from 'vitest';

import { rowsFigure, seriesFigure } from './tokensFigure';

const look = { title: 'A <fox>', description: 'd', paper: '#fff', ink: '#000', soft: '#888' };
const labels = ['a', '<b>', 'c'];

describe('rowsFigure', () => {
  const svg = rowsFigure({
    ...look,
    labels,
    rows: [{ name: 'L0 · H0', colour: '#cc3366', values: [0, 0.25, NaN] }],
    blocks: [
      { name: 'one', start: 0, end: 2 },
      { name: 'two', start: 2, end: 3 },
    ],
    rowsOf: [[0], [0]],
    domain: { low: 0, high: 1 },
    shade: { values: [1, 0, 0], domain: { low: 0, high: 1 }, colour: '#0b5cad' },
  });

  it('sets tokens, names and blocks as text', () => {
    for (const text of ['a', '&lt;b&gt;', 'c', 'L0 · H0', 'one', 'two']) expect(svg).toContain(`>${text}</text>`);
  });

  it('draws a cell per value that is not 0, as opaque as its root', () => {
    expect(svg.match(/fill="#cc3366" fill-opacity="[\d.]+"/g)).toEqual(['fill="#cc3366" fill-opacity="0.5"']);
    expect(svg.match(/fill="#0b5cad" fill-opacity="[\d.]+"/g)).toEqual(['fill="#0b5cad" fill-opacity="0.45"']);
  });
});

describe('seriesFigure', () => {
  const values = [Float32Array.of(0.5, 0.25, NaN), Float32Array.of(0, 1, 0.5)];
  const svg = seriesFigure({
    ...look,
    labels,
    numbers: ['300', '301', '302'],
    dots: values,
    highlighted: [],
    line: { name: 'Mean', colour: '#0b5cad', values: [0.25, NaN, 0.5] },
    extreme: '#c62828',
    frame: { first: 0, last: 2, domain: { low: 0, high: 1 }, axis: 'linear' },
  });

  it('draws a dot per value, and two red ones per token', () => {
    expect(svg.match(/<circle[^>]* r="1.5"/g)).toHaveLength(5);
    expect(svg.match(/<circle[^>]* r="3"/g)).toHaveLength(6);
  });

  it('numbers tokens as it is told', () => {
    for (const number of ['300', '301', '302']) expect(svg).toContain(`>${number}</text>`);
    expect(svg).not.toContain('>1</text>');
  });

  it('breaks the line where there is no value', () => {
    expect(/ d="([^"]*)"/.exec(svg)?.[1]?.match(/[ML]/g)).toEqual(['M', 'M']);
  });
});
