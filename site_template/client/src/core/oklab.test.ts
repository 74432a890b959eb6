import { describe, expect, it } from 'vitest';

import { contrast, fromOklch, inGamut, linearToOklab, oklabToLinear, toHex, type Linear } from './oklab';

const WHITE: Linear = [1, 1, 1];
const BLACK: Linear = [0, 0, 0];

describe('oklab', () => {
  it.each<[string, Linear, number[]]>([
    ['white', WHITE, [1, 0, 0]],
    ['black', BLACK, [0, 0, 0]],
    ['red', [1, 0, 0], [0.62796, 0.22486, 0.12585]],
    ['blue', [0, 0, 1], [0.45201, -0.03246, -0.31153]],
  ])('places %s', (_, colour, expected) => {
    linearToOklab(colour).forEach((axis, at) => {
      expect(axis).toBeCloseTo(expected[at] ?? NaN, 4);
    });
  });

  it('is undone by oklabToLinear', () => {
    const colour: Linear = [0.2, 0.5, 0.7];
    oklabToLinear(linearToOklab(colour)).forEach((channel, at) => {
      expect(channel).toBeCloseTo(colour[at] ?? NaN, 5);
    });
  });

  it.each([
    [0.5, 0.05, true],
    [0.5, 0.4, false],
    [0.98, 0.1, false],
  ])('knows whether a screen shows lightness %d with chroma %d', (lightness, chroma, expected) => {
    expect(inGamut(oklabToLinear(fromOklch(lightness, chroma, 250)))).toBe(expected);
  });
});

describe('toHex', () => {
  it.each<[Linear, string]>([
    [WHITE, '#ffffff'],
    [[0.2158605, 0, 1.2], '#8000ff'],
  ])('writes %j', (colour, hex) => {
    expect(toHex(colour)).toBe(hex);
  });
});

describe('contrast', () => {
  it('is 21 between black and white, in either order', () => {
    expect(contrast(WHITE, BLACK)).toBeCloseTo(21);
    expect(contrast(BLACK, WHITE)).toBeCloseTo(21);
  });
});
