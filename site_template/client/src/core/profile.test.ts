import { describe, expect, it } from 'vitest';

import { headProfile } from './profile';
import { layerOf } from './testing';

/** Code of weight 1, and of about 1/4. */
const [ONE, QUARTER] = [255, 128];

describe('headProfile', () => {
  it('is sharp where every query looks at one key', () => {
    const before = [
      [ONE, 0, 0],
      [ONE, 0, 0],
      [0, ONE, 0],
    ];
    expect(headProfile(layerOf([before]), 0, true)).toEqual({
      focus: 0,
      first: 2 / 3,
      near: { previous: 1, self: 1 / 3, next: 0 },
    });
  });

  it('has the entropy of a uniform row', () => {
    const uniform = [Array.from({ length: 4 }, () => QUARTER)];
    expect(headProfile(layerOf([uniform]), 0, false).focus).toBeCloseTo(Math.log(4), 1);
  });

  it('reads its own head', () => {
    const layer = layerOf([[[0, ONE]], [[ONE, 0]]]);
    expect([0, 1].map((head) => headProfile(layer, head, false).first)).toEqual([0, 1]);
  });

  it('has no neighbours in cross-attention', () => {
    expect(headProfile(layerOf([[[ONE, 0]]]), 0, false).near).toBeNull();
  });
});
