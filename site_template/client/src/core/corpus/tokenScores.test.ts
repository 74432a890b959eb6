import { describe, expect, it } from 'vitest';

import { tokensOf, TYPES } from './corpusTesting';
import { numbersOf, overHeads, overHeadsMinus, rankedTokens, type Source } from './tokenScores';

const ALL = { least: 1, specials: true, punctuation: true };

function source(group = 0, heads: readonly number[] = [0, 1], types = TYPES): Source {
  return { tokens: tokensOf(types), group, heads };
}

const names = (rows: ReturnType<typeof rankedTokens>) => rows.map(({ type }) => type.token);

describe('numbersOf', () => {
  it('gives what one head has', () => {
    const { count, mean, spread, peak } = numbersOf(source(0, [0]), 0);
    expect([count, peak]).toEqual([6, 1]);
    expect(mean).toBeCloseTo(0.5, 4);
    expect(spread).toBeCloseTo((128 / 255) ** 2, 4);
  });

  it('spreads over heads as the values of all of them do', () => {
    // Two heads, each with values m − d and m + d.
    const d = (128 / 255) ** 2;
    const values = [0.5 - d, 0.5 + d, 0.25 - d, 0.25 + d];
    const mean = values.reduce((sum, value) => sum + value, 0) / 4;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 4);
    expect(numbersOf(source(), 0).mean).toBeCloseTo(mean, 4);
    expect(numbersOf(source(), 0).spread).toBeCloseTo(spread, 4);
  });
});

describe('rankedTokens', () => {
  it.each([
    [ALL, ['[CLS]', 'cat', '##ing', ',']],
    [{ ...ALL, specials: false }, ['cat', '##ing', ',']],
    [{ ...ALL, punctuation: false }, ['[CLS]', 'cat', '##ing']],
    [{ ...ALL, least: 3 }, ['[CLS]', 'cat', ',']],
    [{ ...ALL, least: 7 }, []],
  ])('lists the largest means of %j', (filter, expected) => {
    expect(names(rankedTokens(source(), null, filter))).toEqual(expected);
  });

  it('leaves out what a group does not have, even at no least count', () => {
    expect(names(rankedTokens(source(1), null, { ...ALL, least: 0 }))).not.toContain('##ing');
  });

  it('ranks differences by magnitude, of tokens that both have', () => {
    const rows = rankedTokens(source(0, [0]), source(1, [0]), ALL);
    expect(names(rows)).toEqual(['[CLS]', 'cat', ',']);
    expect(rows.map(({ value }) => value)).toEqual([
      expect.closeTo(0.2, 4),
      expect.closeTo(0.1, 4),
      expect.closeTo(-0.1, 4),
    ]);
  });

  it('finds tokens of another model by their spelling', () => {
    const turned = source(0, [0], [...TYPES].reverse());
    const rows = rankedTokens(source(0, [0]), turned, ALL);
    // 'cat' is the last of the other list, where the numbers of '##ing' stand.
    expect(rows.find(({ type }) => type.token === 'cat')?.value).toBeCloseTo(0.5 - 0.3, 4);
  });
});

describe('overHeads', () => {
  it('gives the mean in each head', () => {
    const expected = [0.9, 0.8, 1];
    const values = overHeads(source(0, [0, 1, 2]), 2);
    for (const [at, value] of values.entries()) expect(value).toBeCloseTo(expected[at] ?? NaN, 4);
  });

  it('subtracts another group', () => {
    const values = overHeadsMinus(source(0, [0, 2]), source(1, [0, 2]), 0);
    expect(Array.from(values)).toEqual([expect.closeTo(0.1, 4), expect.closeTo(-0.2, 4)]);
  });
});
