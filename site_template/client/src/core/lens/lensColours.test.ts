import { describe, expect, it } from 'vitest';

import { classColours, classOrder } from './lensColours';
import type { TokenClass } from '../payload';

const POS = [
  'ADJ', 'ADP', 'ADV', 'AUX', 'CCONJ', 'DET', 'INTJ', 'NOUN', 'NUM', 'PART', 'PRON', 'PROPN', 'PUNCT', 'SCONJ', 'SYM',
  'VERB', 'X',
]; // prettier-ignore
const classes: TokenClass[] = [
  { name: '[CLS]', role: 'special' },
  ...POS.map((name): TokenClass => ({ name, role: 'pos' })),
  { name: '[SEP]', role: 'special' },
  { name: 'other', role: 'untagged' },
];

describe.each([false, true])('with dark %s', (dark) => {
  it('every class has a colour of its own', () => {
    const colours = classColours(classes, dark);
    expect(colours.every((colour) => /^#[0-9a-f]{6}$/.test(colour))).toBe(true);
    expect(new Set(colours).size).toBe(classes.length);
  });

  it('a class keeps its colour whatever stands beside it', () => {
    const noun = classes.filter(({ name }) => name === 'NOUN');
    expect(classColours(noun, dark)[0]).toBe(
      classColours(classes, dark)[classes.findIndex((each) => each === noun[0])],
    );
  });
});

describe('relations', () => {
  const relations = ['obj', 'nsubj', 'xcomp', 'punct', 'vocative', 'case'].map((name): TokenClass => ({
    name,
    role: 'relation',
  }));

  it.each([false, true])('have colours of their own with dark %s', (dark) => {
    expect(new Set(classColours(relations, dark)).size).toBe(relations.length);
  });

  it('that are not known are grey', () => {
    const [rare, unknown] = classColours([...relations.slice(4, 5), { name: 'new', role: 'relation' }], false);
    expect(unknown).toBe(rare);
  });

  it('are stacked before what has none', () => {
    const all: TokenClass[] = [{ name: '[CLS]', role: 'special' }, { name: 'word', role: 'untagged' }, ...relations];
    const names = classOrder(all).map((place) => all[place]?.name);
    expect(names).toEqual(['nsubj', 'obj', 'case', 'xcomp', 'punct', 'vocative', 'word', '[CLS]']);
  });
});

it('bars end with special tokens', () => {
  const order = classOrder(classes).map((place) => classes[place]?.name);
  expect(order[0]).toBe('NOUN');
  expect(order.slice(-3)).toEqual(['other', '[CLS]', '[SEP]']);
  expect(order.toSorted()).toEqual(classes.map(({ name }) => name).toSorted());
});
