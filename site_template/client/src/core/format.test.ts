import { describe, expect, it } from 'vitest';

import { formatCount, formatMeasured, formatNumber, formatPercent, formatWeight } from './format';

describe('formatWeight', () => {
  it.each([
    [0, '0'],
    [1, '1.000'],
    [0.31249, '0.312'],
    [0.00123, '0.0012'],
    [0.0000154, '1.5e-5'],
  ])('writes %d as %s', (value, text) => {
    expect(formatWeight(value)).toBe(text);
  });
});

describe('formatNumber', () => {
  it.each([
    [NaN, '–'],
    [0.31249, '0.312'],
    [-0.25, '−0.250'],
    [123.4, '123'],
  ])('writes %d as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

describe('formatMeasured', () => {
  it.each([
    [0.31249, 0.0022, '0.312 ± 0.003'],
    [0.00123, 0.00014, '0.0012 ± 0.0002'],
    [0, 0.0000077, '0.000000 ± 0.000008'],
    [0.5, 0, '0.500 ± 0.000'],
    [2.31, 0.02, '2.31 ± 0.02'],
  ])('writes %d ± %d as %s', (value, error, text) => {
    expect(formatMeasured({ value, error })).toBe(text);
  });
});

describe('formatPercent', () => {
  it.each([
    [0, '0 %'],
    [0.0123, '1.2 %'],
    [0.5, '50 %'],
    [1, '100 %'],
  ])('writes %d as %s', (share, text) => {
    expect(formatPercent(share)).toBe(text);
  });
});

describe('formatCount', () => {
  it.each([
    [7, '7'],
    [1234, '1,234'],
    [1234567, '1,234,567'],
  ])('writes %i as %s', (count, text) => {
    expect(formatCount(count)).toBe(text);
  });
});
