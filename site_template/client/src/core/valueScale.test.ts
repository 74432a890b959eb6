import { describe, expect, it } from 'vitest';

import { extentOf, gradientOf, hexOf, linearScale, rootScale, signedScale } from './valueScale';

describe('scales', () => {
  it.each([
    ['root', rootScale(0.4, false), [0, 0.1, 0.4, 9], [1, 128, 255, 255]],
    ['linear', linearScale(0.5, 1, false), [0.5, 0.75, 1, 0], [1, 128, 255, 1]],
    ['signed', signedScale(0.5, false), [-0.5, 0, 0.5, -7], [1, 128, 255, 1]],
    ['empty', rootScale(0, false), [0], [1]],
  ])('%s', (_, scale, values, levels) => {
    expect(values.map(scale.level)).toEqual(levels);
    expect(scale.level(NaN)).toBe(0);
  });

  it('have a legend from end to end', () => {
    const scale = signedScale(1, true);
    const stops = gradientOf(scale);
    expect([stops[0], stops.at(-1)]).toEqual([hexOf(scale, 1), hexOf(scale, 255)]);
  });
});

describe('extentOf', () => {
  it.each([
    [
      [0.2, NaN, -1, 3],
      [-1, 3],
    ],
    [[NaN], [0, 0]],
    [[], [0, 0]],
  ])('of %j', (values, extent) => {
    expect(extentOf(values)).toEqual(extent);
  });
});
