import { describe, expect, it } from 'vitest';

import { className, clusterName, firstWords, inList, rankedClasses, sketchName } from './lensNames';
import type { TokenClass } from '../payload';

const classes: TokenClass[] = [
  { name: 'AUX', role: 'pos' },
  { name: 'NOUN', role: 'pos' },
  { name: '[CLS]', role: 'special' },
  { name: 'word', role: 'untagged' },
  { name: 'other', role: 'untagged' },
  { name: 'nsubj', role: 'relation' },
];

describe('className', () => {
  it.each([
    [0, 'auxiliaries'],
    [1, 'nouns'],
    [2, '[CLS]'],
    [3, 'words'],
    [4, 'no words'],
    [5, 'nominal subjects'],
  ])('of class %d is %s', (place, name) => {
    expect(className(classes[place] ?? { name: '', role: 'pos' })).toBe(name);
  });

  it('keeps a part of speech that it does not know', () => {
    expect(className({ name: 'NEW', role: 'pos' })).toBe('NEW');
  });

  it('does not take a special token for a part of speech', () => {
    expect(className({ name: 'X', role: 'special' })).toBe('X');
  });
});

describe('clusterName', () => {
  it.each([
    [[0.7, 0.3, 0, 0, 0], 'auxiliaries'],
    [[0.3, 0.5, 0.2, 0, 0], 'nouns, auxiliaries'],
    [[0.5, 0.1, 0.1, 0.15, 0.15], 'auxiliaries'],
    [[0.19, 0.3, 0.17, 0.17, 0.17], 'mixed: nouns, auxiliaries'],
    [[0, 0, 1, 0, 0], '[CLS]'],
    [[0, 0, 0, 0, 0], 'empty'],
  ])('of the shares %j is %s', (shares, name) => {
    expect(clusterName({ classes: shares }, classes)).toBe(name);
  });

  it('is the same for a sketch', () => {
    expect(sketchName({ classes: [[1, 0.9]] }, classes)).toBe('nouns');
  });
});

it('rankedClasses puts equal shares in their order', () => {
  expect(rankedClasses([0.25, 0, 0.5, 0.25])).toEqual([
    [2, 0.5],
    [0, 0.25],
    [3, 0.25],
  ]);
});

it('a line names a word of two classes once', () => {
  const words = ['run', 'go', 'run', 'walk'].map((text, place) => ({ text, wordClass: place, count: 1, score: null }));
  expect(firstWords({ frequent: words }, 3)).toBe('run, go, walk');
});

it('a list quotes what could be taken for its commas', () => {
  const words = ['is', ',', '[SEP]', '…'].map((text) => ({ text, wordClass: 0, count: 1, score: null }));
  expect(firstWords({ frequent: words }, 4)).toBe('is, “,”, [SEP], “…”');
  expect(inList('世界')).toBe('世界');
});
