import { describe, expect, it } from 'vitest';

import { placeWords, type PlacedWord } from './wordCloud';

const words = ['was', 'is', 'had', 'were', 'been', 'has', 'being', 'immeasurably', 'iiii', '世界'].map((text, at) => ({
  text,
  weight: 60 - 5 * at,
}));
const box = { width: 320, height: 160 };

function overlap(a: PlacedWord, b: PlacedWord): boolean {
  const across = Math.abs(a.x - b.x) < (a.width + b.width) / 2;
  const [upper, lower] = a.y < b.y ? [a, b] : [b, a];
  return across && upper.y + 0.2 * upper.size > lower.y - 0.75 * lower.size;
}

describe('placeWords', () => {
  it('places every word where there is room', () => {
    const { words: placed, nDropped } = placeWords(words, box);
    expect([placed.length, nDropped]).toEqual([words.length, 0]);
  });

  it('lays no word over another', () => {
    const { words: placed } = placeWords(words, box);
    expect(placed.flatMap((a, at) => placed.slice(at + 1).filter((b) => overlap(a, b)))).toEqual([]);
  });

  it('keeps words inside the box', () => {
    const { words: placed } = placeWords(words, box);
    const isInside = ({ x, y, width, size }: PlacedWord) =>
      x - width / 2 >= 0 && x + width / 2 <= box.width && y - 0.75 * size >= 0 && y + 0.2 * size <= box.height;
    expect(placed.every(isInside)).toBe(true);
  });

  it('puts the same words in the same places', () => {
    expect(placeWords(words, box)).toEqual(placeWords(words, box));
  });

  it('writes heavier words larger', () => {
    const sizes = placeWords(words, box).words.map(({ at, size }) => [at, size] as const);
    const byWeight = sizes.toSorted((a, b) => a[0] - b[0]).map(([, size]) => size);
    expect(byWeight).toEqual(byWeight.toSorted((a, b) => b - a));
  });

  it('counts the words that find no place', () => {
    const long = Array.from({ length: 12 }, () => ({ text: 'antidisestablishmentarianism', weight: 1 }));
    const { words: placed, nDropped } = placeWords(long, { width: 224, height: 60 });
    expect(placed.length + nDropped).toBe(12);
    expect(nDropped).toBeGreaterThan(0);
  });

  it('has nothing to place for no words', () => {
    expect(placeWords([], box)).toEqual({ words: [], nDropped: 0 });
  });
});
