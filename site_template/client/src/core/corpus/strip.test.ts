import { describe, expect, it } from 'vitest';

import { stripLayout } from './strip';

describe('stripLayout', () => {
  it('lays dots along the axis by their values', () => {
    const { dots, ticks } = stripLayout([0, 0.1, 0.2], 240);
    expect(dots.map(({ x }) => x)).toEqual([20, 120, 220]);
    expect(ticks.map(({ value }) => value)).toEqual([0, 0.1, 0.2]);
  });

  it('lays none over another', () => {
    const { dots } = stripLayout([0.2, 0.2, 0.2, 0.1], 240);
    expect(new Set(dots.slice(0, 3).map(({ y }) => y)).size).toBe(3);
    expect(dots[3]?.y).toBe(dots[0]?.y);
  });

  it('is an axis alone for nothing', () => {
    expect(stripLayout([], 240)).toMatchObject({ dots: [], ticks: [{ x: 20, value: 0 }] });
  });
});
