import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

import { aggregateAt, aggregated } from './aggregates';
import { AGGREGATES, type Aggregate } from './tokensState';

/** Vectors of one unit each. */
const at = (...values: number[]) => values.map((value) => Float32Array.of(value));

describe('aggregateAt', () => {
  it.each<[Aggregate, number[], number]>([
    ['mean', [0.1, 0.2, 0.6], 0.3],
    ['std', [0.1, 0.2, 0.6], Math.sqrt((0.04 + 0.01 + 0.09) / 2)],
    ['max', [0.1, 0.6, 0.2], 0.6],
    ['min', [0.2, 0.1, 0.6], 0.1],
    ['range', [0.2, 0.1, 0.6], 0.5],
    ['std', [-1, 1], Math.SQRT2],
  ])('gives the %s of %j', (how, values, expected) => {
    expect(aggregateAt(how, at(...values), 0)).toBeCloseTo(expected, 6);
  });

  it.each<[string, number[], number]>([
    ['of values in one bin is 0', [0.201, 0.199, 0.2], 0],
    ['of a value is 0', [0.4], 0],
    ['of two equal bins is ln 2 / 2', [0.1, 0.104, 0.2, 0.196], Math.LN2 / 2],
    ['of three values apart is ln 3 / 3', [0, 0.5, 1], Math.log(3) / 3],
    ['of shares of 3/4 and 1/4', [0.1, 0.1, 0.1, 0.9], (-0.75 * Math.log(0.75) - 0.25 * Math.log(0.25)) / 2],
  ])('has an entropy that %s', (_, values, expected) => {
    expect(aggregateAt('entropy', at(...values), 0)).toBeCloseTo(expected, 6);
  });

  it('leaves a single vector without a deviation', () => {
    expect(aggregateAt('std', at(0.5), 0)).toBeNaN();
  });

  it.each(AGGREGATES)('has no %s where no vector reaches', (how) => {
    expect(aggregateAt(how, at(NaN, NaN), 0)).toBeNaN();
    expect(aggregateAt(how, [], 0)).toBeNaN();
  });

  it('leaves out vectors that do not reach a unit', () => {
    expect(aggregateAt('mean', at(0.5, NaN, 1), 0)).toBe(0.75);
  });
});

test('aggregates have an entry per unit, and lie within their bounds', () => {
  const values = fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(values, { minLength: 2, maxLength: 8 }), (rows) => {
      const vectors = rows.map((row) => Float32Array.from(row));
      const of = Object.fromEntries(AGGREGATES.map((how) => [how, aggregated(how, vectors, 3)]));
      for (const unit of [0, 1, 2]) {
        const value = (how: Aggregate) => of[how]?.[unit] ?? NaN;
        expect(value('min')).toBeLessThanOrEqual(value('mean') + 1e-9);
        expect(value('mean')).toBeLessThanOrEqual(value('max') + 1e-9);
        expect(value('range')).toBeCloseTo(value('max') - value('min'), 9);
        expect(value('std')).toBeLessThanOrEqual(value('range') * Math.sqrt(0.5) * Math.sqrt(rows.length) + 1e-9);
        expect(value('entropy')).toBeLessThanOrEqual(Math.log(2) / 2 + 0.021);
      }
    }),
  );
});
