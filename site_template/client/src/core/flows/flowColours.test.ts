import { describe, expect, it } from 'vitest';

import { colourOf, flowColours, levelOpacity } from './flowColours';
import { contrast, distance, linearToOklab } from '../oklab';
import { fromHex } from '../testing';
import { asSeen } from '../vision';

const PAPER = { light: '#ffffff', dark: '#15181c' };

describe.each(['light', 'dark'] as const)('colours of two models, %s', (theme) => {
  const { first, second, both } = flowColours(theme === 'dark');

  it('can be read on the paper', () => {
    for (const colour of [first, second, both]) {
      expect(contrast(fromHex(colour), fromHex(PAPER[theme]))).toBeGreaterThan(4.5);
    }
  });

  it.each([
    ['first and second', first, second],
    ['first and both', first, both],
    ['second and both', second, both],
  ])('can be told apart with every kind of vision: %s', (_, a, b) => {
    const [ofA, ofB] = [asSeen(fromHex(a)), asSeen(fromHex(b))];
    for (const [eye, colour] of ofA.entries()) {
      expect(distance(linearToOklab(colour), linearToOklab(ofB[eye] ?? colour))).toBeGreaterThan(0.12);
    }
  });
});

describe('colourOf', () => {
  it('says whose something is only in a comparison', () => {
    const colours = flowColours(false);
    expect([1, 2, 3].map((bits) => colourOf(colours, bits, true))).toEqual([
      colours.first,
      colours.second,
      colours.both,
    ]);
    expect(colourOf(colours, 3, false)).toBe(colours.single);
  });

  it('is stronger the more a head reads', () => {
    expect([0, 1, 3, 5].map(levelOpacity)).toEqual([0, 0.4, 0.7, 1]);
  });
});
