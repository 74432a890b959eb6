import { describe, expect, it } from 'vitest';

import { csvField, linkLines } from './csv';
import { unitOf, weightsOf } from './testing';
import type { Unit } from './units';

describe('csvField', () => {
  it.each<[string | number, string]>([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['two\nlines', '"two\nlines"'],
    ['=SUM(A1)', "'=SUM(A1)"],
    ['+', "'+"],
    ['-,-', '"\'-,-"'],
    ['@x', "'@x"],
    [-0.5, '-0.5'],
    ['', ''],
  ])('writes %j', (value, expected) => {
    expect(csvField(value)).toBe(expected);
  });
});

describe('linkLines', () => {
  const weights = weightsOf([
    [
      [0.75, 0.25],
      [0, 1],
    ],
    [
      [1, 0],
      [0.5, 0.5],
    ],
  ]);
  const units = [unitOf([0], 'a'), unitOf([1, 2], 'b,c')];
  const table = { layer: 3, weights, heads: [0, 1], queries: units, keys: units, ends: { queries: null, keys: null } };

  it('lists every link that is shown', () => {
    expect([...linkLines({ ...table, heads: [0] })].join('')).toBe(
      '3,0,0,a,0,a,0.75\r\n3,0,0,a,1+2,"b,c",0.25\r\n3,0,1+2,"b,c",1+2,"b,c",1\r\n',
    );
  });

  it('numbers tokens as a reader counts them', () => {
    const window = { ...units[1], numbers: ['301', '302'] } as Unit;
    expect([...linkLines({ ...table, heads: [1], queries: [window], keys: [window] })].join('')).toBe(
      '3,1,301+302,"b,c",301+302,"b,c",1\r\n',
    );
  });

  it('keeps to the rows in focus', () => {
    expect([...linkLines({ ...table, ends: { queries: [1], keys: [0] } })].join('')).toBe('3,1,1+2,"b,c",0,a,0.5\r\n');
  });
});
