import { describe, expect, it } from 'vitest';

import { filterLinks, type FilterOptions } from './filter';
import { randoms, weightsOf } from './testing';

const OFF: FilterOptions = { filter: 'none', threshold: 0.5, mass: 0.7 };

const filtered = (row: number[], options: Partial<FilterOptions>) =>
  [...filterLinks(weightsOf([[row]]), { ...OFF, ...options }).values].map((value) => Math.round(value * 1000) / 1000);

describe('filterLinks', () => {
  it('returns the same object while it is off', () => {
    const weights = weightsOf([[[0.2, 0.8]]]);
    expect(filterLinks(weights, OFF)).toBe(weights);
  });

  it.each([
    [0, [0.1, 0.25, 0.65]],
    [0.25, [0, 0.25, 0.65]],
    [0.7, [0, 0, 0]],
  ])('drops what is below a threshold of %d', (threshold, expected) => {
    expect(filtered([0.1, 0.25, 0.65], { filter: 'threshold', threshold })).toEqual(expected);
  });

  it.each<[string, number, number[], number[]]>([
    ['one key that is enough', 0.7, [0.1, 0.8, 0.1], [0, 0.8, 0]],
    ['just enough keys', 0.7, [0.4, 0.1, 0.3, 0.2], [0.4, 0, 0.3, 0]],
    ['the earlier of equal keys', 0.5, [0.25, 0.25, 0.25, 0.25], [0.25, 0.25, 0, 0]],
    ['every key at a share of 1', 1, [0.5, 0.25, 0.25], [0.5, 0.25, 0.25]],
    ['nothing at a share of 0', 0, [0.5, 0.5], [0, 0]],
    ['the share of what is shown of a row', 0.5, [0.1, 0.2, 0], [0, 0.2, 0]],
  ])('keeps %s', (_, mass, row, expected) => {
    expect(filtered(row, { filter: 'mass', mass })).toEqual(expected);
  });

  it('keeps the fewest keys that reach the share', () => {
    const random = randoms(3);
    for (let trial = 0; trial < 50; trial++) {
      const row = Array.from({ length: 20 }, () => random() ** 4);
      const total = row.reduce((sum, value) => sum + value, 0);
      const kept = filtered(row, { filter: 'mass', mass: 0.7 }).filter((value) => value > 0);
      const sum = kept.reduce((a, b) => a + b, 0);
      expect(sum).toBeGreaterThan(0.7 * total - 0.02);
      expect(sum - Math.min(...kept)).toBeLessThan(0.7 * total + 0.02);
    }
  });

  it('does not change its argument', () => {
    const weights = weightsOf([[[0.2, 0.8]]]);
    filterLinks(weights, { ...OFF, filter: 'threshold' });
    expect([...weights.values].map((value) => value.toFixed(1))).toEqual(['0.2', '0.8']);
  });
});
