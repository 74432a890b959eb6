import { describe, expect, it } from 'vitest';

import { fittingText, fittingWords, roughWidth } from './textMetrics';

describe('roughWidth', () => {
  it.each([
    ['', 0],
    ['ii', 6.8],
    ['世界', 21],
    ['e\u0301', 6],
  ])('of %j in 10 pixels is %d', (text, width) => {
    expect(roughWidth(text, 10)).toBeCloseTo(width);
  });

  it('grows with the text', () => {
    expect(roughWidth('immeasurably', 12)).toBeGreaterThan(roughWidth('measure', 12));
  });
});

describe('fittingWords', () => {
  it('takes whole words while they fit', () => {
    expect(fittingWords(['was', 'is', 'immeasurably'], 10, 60)).toBe('was, is');
  });

  it('cuts the first if it must', () => {
    expect(fittingWords(['immeasurably'], 10, 40)).toMatch(/^i.*…$/);
  });

  it.each([[[], 50] as const, [['was'], 0] as const])('of %j in %d pixels is nothing', (words, room) => {
    expect(fittingWords(words, 10, room)).toBe('');
  });
});

it('fittingText leaves a text that fits', () => {
  expect(fittingText('was', 10, 50)).toBe('was');
});
