import { describe, expect, it } from 'vitest';

import { strokeLines } from './strokes';
import { weightsOf } from './testing';

const rowsOf = (pixels: Uint8Array, size: number) =>
  Array.from({ length: size }, (_, y) => [...pixels.subarray(y * size, (y + 1) * size)]);

describe('strokeLines', () => {
  it('draws a level line as opaque as its weight', () => {
    const pixels = strokeLines(
      weightsOf([
        [
          [0.4, 0],
          [0, 0],
        ],
      ]),
      0,
      4,
    );
    expect(rowsOf(pixels, 4)[1]).toEqual([102, 102, 102, 102]);
    expect(rowsOf(pixels, 4)[3]).toEqual([0, 0, 0, 0]);
  });

  it('leaves no gap in a steep line', () => {
    const rows = Array.from({ length: 8 }, (_, q) => Array.from({ length: 8 }, (_, k) => (q === 0 && k === 7 ? 1 : 0)));
    const pixels = rowsOf(strokeLines(weightsOf([rows]), 0, 4), 4);
    // Two rows share a pixel, so a line covers half of it.
    expect(pixels.every((row) => row.includes(128))).toBe(true);
    expect(pixels[0]?.[0]).toBe(128);
    expect(pixels[3]?.[3]).toBe(128);
  });

  it('lays lines over each other', () => {
    const pixels = strokeLines(weightsOf([[[0.5, 0.5]], [[0, 0]]]), 0, 2);
    expect(Math.max(...pixels)).toBe(191);
  });
});
