import { describe, expect, it } from 'vitest';

import { distance, linearToOklab, type Oklab } from './oklab';
import { heatHex, heatTable, opacityTable, paintCells } from './ramp';

function oklabAt(table: Uint8ClampedArray, index: number): Oklab {
  const [red = 0, green = 0, blue = 0] = [0, 1, 2].map((channel) => {
    const value = (table[4 * index + channel] ?? 0) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return linearToOklab([red, green, blue]);
}

describe.each([false, true])('heatTable with dark = %s', (dark) => {
  const table = heatTable(dark);
  const colours = Array.from({ length: 255 }, (_, at) => oklabAt(table, at + 1));

  it('leaves index 0 transparent and the rest opaque', () => {
    const alphas = Array.from({ length: 256 }, (_, index) => table[4 * index + 3]);
    expect(alphas).toEqual([0, ...Array.from({ length: 255 }, () => 255)]);
  });

  it('changes lightness in one direction, evenly', () => {
    const steps = colours.slice(16).map(([lightness], at) => Math.abs(lightness - (colours[at]?.[0] ?? NaN)));
    expect(Math.min(...steps)).toBeGreaterThan(0.035);
    expect(Math.max(...steps)).toBeLessThan(0.055);
  });

  it('has steps of about the same size', () => {
    const steps = colours.slice(16).map((colour, at) => distance(colour, colours[at] ?? colour));
    expect(Math.max(...steps) / Math.min(...steps)).toBeLessThan(2.5);
  });

  it('names the same colours', () => {
    const bytes = [...table.slice(4 * 200, 4 * 200 + 3)].map((byte) => byte.toString(16).padStart(2, '0'));
    expect(heatHex(200, dark)).toBe(`#${bytes.join('')}`);
  });
});

describe('paintCells', () => {
  it('looks every cell up', () => {
    const table = heatTable(false);
    expect([...paintCells(Uint8Array.of(0, 255), table)]).toEqual([0, 0, 0, 0, ...table.slice(4 * 255)]);
  });
});

describe('opacityTable', () => {
  it('holds one colour at every opacity', () => {
    expect([...paintCells(Uint8Array.of(0, 200), opacityTable('#0a10ff'))]).toEqual([10, 16, 255, 0, 10, 16, 255, 200]);
  });
});
