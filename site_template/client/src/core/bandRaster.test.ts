import { describe, expect, it } from 'vitest';

import { paintThrough, rasterBands } from './bandRaster';
import { collectLinks } from './links';
import { opacityTable } from './ramp';
import { bandsOf } from './network/sankey';
import { weightsOf } from './testing';

const ROWS = { height: 40, full: 32 };

/** The pixels of a single band between two of eight words: 320 rows of 100 columns. */
function bandOf(query: number, key: number, weight: number, least = 0) {
  const rows = Array.from({ length: 8 }, (_, q) =>
    Array.from({ length: 8 }, (_, k) => (q === query && k === key ? weight : 0)),
  );
  const links = collectLinks(weightsOf([rows]), [0], { queries: null, keys: null }, 0.01);
  const window = { width: 100, height: 320, scale: 1, top: 0 };
  return rasterBands(links, bandsOf(links, 8, 8, ROWS), Uint32Array.of(0), window, least);
}

/** How much of a column is covered, in pixels of full opacity. */
function areaOf(through: Float32Array, column: number): number {
  return through.reduce((sum, share, at) => (at % 100 === column ? sum + 1 - share : sum), 0);
}

describe('rasterBands', () => {
  it.each([
    ['level', 3, 3, 0.5],
    ['falling', 7, 0, 0.5],
    ['rising and thin', 0, 7, 0.1],
  ])('covers, in every column of a %s band, width times opacity', (_, query, key, weight) => {
    const through = bandOf(query, key, weight);
    for (const column of [0, 30, 50, 99]) {
      expect(areaOf(through, column) / (32 * weight * weight)).toBeCloseTo(1, 1);
    }
  });

  it('leaves no gap in a steep band', () => {
    const through = bandOf(7, 0, 0.05);
    for (let row = 25; row < 295; row++) {
      expect(Math.min(...through.subarray(100 * row, 100 * (row + 1)))).toBeLessThan(1);
    }
  });

  it('is as opaque as the weight where a band is wide', () => {
    expect(bandOf(3, 3, 0.5)[14000]).toBeCloseTo(0.5, 5);
  });

  it('is no less opaque than asked', () => {
    expect(bandOf(3, 3, 0.5, 0.4)[14000]).toBeCloseTo(0.3, 5);
  });

  it('draws nothing beyond the window', () => {
    const links = collectLinks(weightsOf([[[1]]]), [0], { queries: null, keys: null }, 0.01);
    const window = { width: 10, height: 10, scale: 1, top: 100 };
    const through = rasterBands(links, bandsOf(links, 1, 1, ROWS), Uint32Array.of(0), window, 0);
    expect(through.every((share) => share === 1)).toBe(true);
  });
});

describe('paintThrough', () => {
  it('makes pixels as opaque as they let nothing through', () => {
    const pixels = paintThrough(Float32Array.of(1, 0, 0.5), opacityTable('#102030'));
    expect([...pixels]).toEqual([0, 0, 0, 0, 16, 32, 48, 255, 16, 32, 48, 128]);
  });
});
