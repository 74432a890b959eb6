import { describe, expect, it } from 'vitest';

import { describeLink, inOneLine, namesOf, numberOf, strongestPartners, unitFacts } from './describe';
import { cutOf } from './cut';
import { cutSequence } from './excerpt';
import { sequence } from './fixtures';
import { layerOf, unitOf } from './testing';

const units = [unitOf([0], 'a'), unitOf([1], 'b'), unitOf([2], 'c')];

describe('unitFacts', () => {
  it('tells the place, the spelling and the word of a piece', () => {
    const piece = { ...unitOf([4], 'ing'), raw: '##ing', word: 'jumping' };
    expect(
      unitFacts(piece, sequence(...'a b c d e f g h i'.split(' '))).map(({ name, value }) => `${name}: ${value}`),
    ).toEqual(['token: 4 of 9', 'raw: ##ing', 'word: jumping']);
  });

  it('counts from the first token that the model read', () => {
    const window = { ...sequence('a', 'b'), n_before: 10, n_after: 3 };
    expect(unitFacts(unitOf([1], 'b'), window)[0]).toEqual({ name: 'token', value: '11 of 15' });
    const long = sequence(...Array.from({ length: 1000 }, () => 'a'));
    const part = cutSequence(long, cutOf(1000, 300));
    expect(unitFacts(unitOf([1], 'a'), part)[0]).toEqual({ name: 'token', value: '301 of 1000' });
    const blocks = cutSequence(long, cutOf(1000, null));
    expect(unitFacts(unitOf([249], 'a'), blocks)[0]).toEqual({ name: 'tokens', value: '996–999 of 1000' });
  });
});

describe('numberOf', () => {
  const long = { ...sequence(...Array.from({ length: 1000 }, () => 'a')), n_before: 10 };

  it.each([
    ['a whole sequence', sequence('a', 'b'), 1, '1'],
    ['a window', { ...sequence('a', 'b'), n_before: 10 }, 1, '11'],
    ['a part of a window', cutSequence(long, cutOf(1000, 300)), 1, '311'],
    ['blocks of a window', cutSequence(long, cutOf(1000, null)), 249, '1006–1009'],
    ['a last block of one token', cutSequence(long, { total: 1000, start: 0, end: 1000, block: 3 }), 333, '1009'],
  ])('counts in %s', (_, of, place, number) => {
    expect(numberOf(of, place)).toBe(number);
  });
});

describe('strongestPartners', () => {
  it('lists the largest weights first and leaves hidden links out', () => {
    expect(strongestPartners(Float32Array.of(0.25, 0, 0.5), units)).toEqual([
      { name: 'c', value: '0.500' },
      { name: 'a', value: '0.250' },
    ]);
  });
});

describe('describeLink', () => {
  const layer = layerOf([[[255, 0, 0]], [[0, 128, 128]]]);

  it('gives the weight of every head with its bound', () => {
    const { title, facts } = describeLink(layer, [0, 1], [unitOf([0], 'q')], [unitOf([1], 'k')]);
    expect(title).toBe('q → k');
    expect(facts.map(({ name, value }) => `${name} ${value}`)).toEqual([
      'L0 · H1 0.252 ± 0.002',
      'L0 · H0 0.000000 ± 0.000008',
    ]);
  });

  it('sums over several keys', () => {
    const { facts } = describeLink(layer, [1], [unitOf([0], 'q')], [unitOf([1], 'k'), unitOf([2], 'l')]);
    expect(facts[0]?.value).toBe('0.504 ± 0.004');
  });
});

describe('namesOf', () => {
  it.each([
    [units.slice(0, 2), 'a + b'],
    [[...units, ...units], '6 tokens'],
  ])('names %#', (list, name) => {
    expect(namesOf(list)).toBe(name);
  });
});

describe('inOneLine', () => {
  it('joins the title and its facts', () => {
    expect(inOneLine({ title: 'q → k', facts: [{ name: 'H1', value: '0.5' }] })).toBe('q → k · H1 0.5');
  });
});
