import { describe, expect, it } from 'vitest';

import { sequence } from './fixtures';
import { spansOf } from './spans';

const short = (spans: ReturnType<typeof spansOf>) => spans.map(({ text, mark, read }) => [text, mark, read]);

describe('spansOf', () => {
  const source = sequence('a', 'fox', 'ran');

  it.each([
    [[], [], [['a fox ran', null, true]]],
    [
      [1],
      [],
      [
        ['a ', null, true],
        ['fox', 'query', true],
        [' ran', null, true],
      ],
    ],
    [
      [0],
      [0, 2],
      [
        ['a', 'both', true],
        [' fox ', null, true],
        ['ran', 'key', true],
      ],
    ],
  ])('marks queries %j and keys %j', (queries, keys, spans) => {
    expect(short(spansOf('a fox ran', source, 0, queries, keys))).toEqual(spans);
  });

  it('counts code points, not UTF-16 units', () => {
    const emoji = { ...sequence('x', 'y'), starts: [0, 2], ends: [1, 3] };
    expect(short(spansOf('😀 y', emoji, 0, [1], []))).toEqual([
      ['😀 ', null, true],
      ['y', 'query', true],
    ]);
  });

  it('tells what was cut off', () => {
    const cut = { ...source, n_truncated: 2 };
    expect(short(spansOf('a fox ran on', cut, 0, [], []))).toEqual([
      ['a fox ran', null, true],
      [' on', null, false],
    ]);
  });

  it('leaves the other sentence of a pair and special tokens unmarked', () => {
    const pair = sequence('[CLS]', 'a', '[SEP]', 'b');
    expect(short(spansOf('abcdef', pair, 0, [0, 3], []))).toEqual([['abcdef', null, true]]);
  });

  it('gives no span for no text', () => {
    expect(spansOf('', source, 0, [], [])).toEqual([]);
  });

  it('marks what was searched for, across tokens', () => {
    const spans = spansOf('a fox ran', source, 0, [1], [], [{ start: 4, end: 7 }]);
    expect(spans.map(({ text, mark, found }) => [text, mark, found])).toEqual([
      ['a ', null, false],
      ['fo', 'query', false],
      ['x', 'query', true],
      [' r', null, true],
      ['an', null, false],
    ]);
  });
});
