import { describe, expect, it } from 'vitest';

import type { TokenSequence } from './payload';
import { shownUnits, type UnitOptions } from './units';

const ALL: UnitOptions = { level: 'piece', specials: true, raw: false, pair: 'all' };

/** `[CLS] un ##tied knots [SEP] yes [SEP]`: two texts, one word in two pieces. */
const PAIR: TokenSequence = {
  tokens: ['[CLS]', 'un', '##tied', 'knots', '[SEP]', 'yes', '[SEP]'],
  labels: ['[CLS]', 'Un', 'tied', 'knots', '[SEP]', 'yes', '[SEP]'],
  starts: [-1, 0, 2, 7, -1, 0, -1],
  ends: [-1, 2, 6, 12, -1, 3, -1],
  words: [-1, 0, 0, 1, -1, 2, -1],
  segments: [0, 0, 0, 0, 0, 1, 1],
  special: [true, false, false, false, true, false, true],
  word_labels: ['Untied', 'knots', 'yes'],
  n_truncated: 0,
};

const labels = (options: Partial<UnitOptions>, side: 'query' | 'key' = 'query', sequence = PAIR) =>
  shownUnits(sequence, side, { ...ALL, ...options }).map((unit) => unit.label);

it('numbers the tokens of a word as a reader counts them', () => {
  const [, word] = shownUnits({ ...PAIR, n_before: 10 }, 'query', { ...ALL, level: 'word' });
  expect([word?.tokens, word?.numbers]).toEqual([
    [1, 2],
    ['11', '12'],
  ]);
});

describe('shownUnits', () => {
  it.each<[string, Partial<UnitOptions>, string[]]>([
    ['every piece', {}, ['[CLS]', 'Un', 'tied', 'knots', '[SEP]', 'yes', '[SEP]']],
    ['raw pieces', { raw: true }, ['[CLS]', 'un', '##tied', 'knots', '[SEP]', 'yes', '[SEP]']],
    ['words', { level: 'word' }, ['[CLS]', 'Untied', 'knots', '[SEP]', 'yes', '[SEP]']],
    ['raw words', { level: 'word', raw: true }, ['[CLS]', 'un ##tied', 'knots', '[SEP]', 'yes', '[SEP]']],
    ['no special tokens', { specials: false }, ['Un', 'tied', 'knots', 'yes']],
    ['words without special tokens', { level: 'word', specials: false }, ['Untied', 'knots', 'yes']],
    ['the first text', { pair: 'ab' }, ['[CLS]', 'Un', 'tied', 'knots', '[SEP]']],
    ['the second text', { pair: 'ba' }, ['yes', '[SEP]']],
  ])('shows %s', (_, options, expected) => {
    expect(labels(options)).toEqual(expected);
  });

  it('reads the second letter of the pair filter on the key side', () => {
    expect(labels({ pair: 'ab', specials: false }, 'key')).toEqual(['yes']);
  });

  it('keeps the tokens of a word in order', () => {
    const units = shownUnits(PAIR, 'query', { ...ALL, level: 'word' });
    expect(units.map((unit) => unit.tokens)).toEqual([[0], [1, 2], [3], [4], [5], [6]]);
  });

  it('names the word of a piece', () => {
    expect(shownUnits(PAIR, 'query', ALL)[2]).toMatchObject({ word: 'Untied', raw: '##tied', segment: 0 });
  });

  it.each([
    [' ', '␣'],
    ['\n\t', '⏎⇥'],
    ['', 'Ġ'],
  ])('makes the blank label %j visible', (label, expected) => {
    const blank = { ...PAIR, tokens: ['Ġ'], labels: [label], words: [-1], special: [false], segments: [0] };
    expect(labels({}, 'query', blank)).toEqual([expected]);
  });
});
