import { describe, expect, it } from 'vitest';

import { readMade, readStyle, styled, writeMade, writeStyle, type VectorStyle } from './tokensState';

const plain: VectorStyle = {
  id: '3.7',
  name: null,
  colour: null,
  shown: null,
  highlighted: null,
  removed: false,
};

describe('a style in the address', () => {
  it.each<[string, Partial<VectorStyle>]>([
    ['3.7', {}],
    ['3.7:h', { shown: false }],
    ['3.7:vsx', { shown: true, highlighted: true, removed: true }],
    ['3.7::cc3366', { colour: '#cc3366' }],
    ['3.7:::a%3ab%2cc%25', { name: 'a:b,c%' }],
  ])('is %s', (text, change) => {
    expect(writeStyle({ ...plain, ...change })).toBe(text);
    expect(readStyle(text)).toEqual({ ...plain, ...change });
  });

  it.each(['', 'x', '3', '3.7.1:h', '-1.0'])('is refused for %j', (text) => {
    expect(readStyle(text)).toBeUndefined();
  });

  it('leaves out a colour that is none', () => {
    expect(readStyle('3.7::red')).toEqual(plain);
  });
});

describe('an aggregate in the address', () => {
  it('is its formula, its vectors and its name', () => {
    const made = { name: 'late: heads', how: 'max', of: ['3.7', '4.1'] } as const;
    expect(writeMade(made)).toBe('max:3.7-4.1:late%3a heads');
    expect(readMade(writeMade(made))).toEqual(made);
  });

  it('is refused for a formula that there is not, and keeps the vectors that it can read', () => {
    expect(readMade('median:3.7:a')).toBeUndefined();
    expect(readMade('min:3.7-x-4.1')).toEqual({ name: '', how: 'min', of: ['3.7', '4.1'] });
  });
});

describe('styled', () => {
  it('changes one vector and leaves the others', () => {
    const other = { ...plain, id: '0.0', removed: true };
    expect(styled([other], '3.7', { name: 'a' })).toEqual([other, { ...plain, name: 'a' }]);
  });

  it('forgets a vector that is as it came', () => {
    expect(styled([{ ...plain, removed: true }], '3.7', { removed: false })).toEqual([]);
  });
});
