import { describe, expect, it } from 'vitest';

import { divergingHex, divergingTable, domainOf, signedLevel } from './diverging';
import { distance, linearToOklab, type Linear } from './oklab';
import { asSeen } from './vision';

const linearOf = (table: Uint8ClampedArray, index: number): Linear => {
  const [red, green, blue] = [0, 1, 2].map((channel) => ((table[4 * index + channel] ?? 0) / 255) ** 2.2);
  return [red ?? 0, green ?? 0, blue ?? 0];
};

describe('signedLevel', () => {
  it.each([
    [0, 2, 128],
    [2, 2, 255],
    [-2, 2, 1],
    [9, 2, 255],
    [1, 2, 192],
    [5, 0, 128],
  ])('of %d in ±%d is %d', (value, domain, level) => {
    expect(signedLevel(value, domain)).toBe(level);
  });
});

describe.each([true, false])('the table, dark %s', (dark) => {
  const table = divergingTable(dark);

  it('is transparent where there is no number, and opaque elsewhere', () => {
    expect([table[3], table[7], table[4 * 255 + 3]]).toEqual([0, 255, 255]);
  });

  it('is the same as the hexadecimal colours', () => {
    expect(divergingHex(1, dark)).toMatch(/^#[0-9a-f]{6}$/);
    expect(parseInt(divergingHex(1, dark).slice(1, 3), 16)).toBe(table[4 * 255]);
  });

  it('tells the signs apart for all eyes', () => {
    for (const size of [32, 64, 127]) {
      const [above, below] = [128 + size, 128 - size].map((index) => asSeen(linearOf(table, index)).map(linearToOklab));
      above?.forEach((colour, eye) => {
        const other = below?.[eye] ?? colour;
        expect(distance(colour, other)).toBeGreaterThan((0.15 * size) / 127);
      });
    }
  });

  it('grows away from the paper with the magnitude', () => {
    const lightness = [128, 160, 192, 224, 255].map((index) => linearToOklab(linearOf(table, index))[0]);
    const sorted = [...lightness].sort((a, b) => (dark ? a - b : b - a));
    expect(lightness).toEqual(sorted);
  });
});

describe('domainOf', () => {
  it('holds 99 in 100 numbers', () => {
    const values = Float32Array.from({ length: 1000 }, (_, at) => (at === 0 ? -1e6 : (at % 2 ? 1 : -1) * at));
    expect(domainOf(values)).toBe(990);
  });

  it('takes lists together, and nothing as 0', () => {
    expect(domainOf(Float32Array.of(1), Float32Array.of(-3))).toBe(3);
    expect(domainOf()).toBe(0);
  });

  it('samples a long list without meeting the same neurons only', () => {
    const values = Float32Array.from({ length: 64 * 5000 }, (_, at) => at % 64);
    expect(domainOf(values)).toBe(63);
  });
});

it.each([true, false])('red can take the place of orange, with dark %s', (dark) => {
  expect(divergingHex(-1, dark, 'red')).not.toBe(divergingHex(-1, dark));
  expect([0, 1].map((share) => divergingHex(share, dark, 'red'))).toEqual([0, 1].map((at) => divergingHex(at, dark)));
});
