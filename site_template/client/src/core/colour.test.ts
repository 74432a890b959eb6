import { describe, expect, it } from 'vitest';

import { headColours } from './colour';
import { contrast, distance, linearToOklab, type Oklab } from './oklab';
import { fromHex } from './testing';
import { asSeen } from './vision';

const THEMES = [
  { name: 'light', dark: false, paper: [1, 1, 1] },
  { name: 'dark', dark: true, paper: [0.01, 0.01, 0.013] },
] as const;

function leastDistance(colours: readonly Oklab[]): number {
  return Math.min(...colours.flatMap((a, i) => colours.slice(0, i).map((b) => distance(a, b))));
}

describe.each(THEMES)('headColours on $name paper', ({ dark, paper }) => {
  const fills = (count: number) => headColours(count, dark).map((colour) => fromHex(colour.fill));

  // A just noticeable difference is about 0.02 in OKLab.
  it.each([
    [12, 0.1, 0.045],
    [16, 0.08, 0.035],
    [32, 0.04, 0.018],
  ])('keeps %i heads apart by %d, for dichromats by %d', (count, full, impaired) => {
    const seen = fills(count).map((colour) => asSeen(colour).map(linearToOklab));
    const [all = 0, ...dichromats] = [0, 1, 2].map((eye) =>
      leastDistance(seen.map((colours) => colours[eye] ?? [0, 0, 0])),
    );
    expect(all).toBeGreaterThanOrEqual(full);
    expect(Math.min(...dichromats)).toBeGreaterThanOrEqual(impaired);
  });

  it('stands out from the paper', () => {
    expect(Math.min(...fills(32).map((colour) => contrast(colour, paper)))).toBeGreaterThanOrEqual(3);
  });

  it('can be written on', () => {
    const contrasts = headColours(64, dark).map(({ fill, text }) => contrast(fromHex(fill), fromHex(text)));
    expect(Math.min(...contrasts)).toBeGreaterThanOrEqual(4.5);
  });

  it('starts every list with the shorter one', () => {
    expect(headColours(40, dark).slice(0, 12)).toEqual(headColours(12, dark));
  });

  it('has a hundred different colours, and more heads than that', () => {
    expect(new Set(headColours(100, dark).map((colour) => colour.fill)).size).toBe(100);
    expect(headColours(300, dark)).toHaveLength(300);
  });
});
