import { describe, expect, it } from 'vitest';

import type { LensSide } from './lens';
import { examplesOf } from './lensExamples';
import type { LensSequence, LensText } from '../payload';

const text = (words: string, document = true): LensText => ({ id: 'fox', document, segment: 0, text: words });

/** A side with these texts and examples: text, token, first character, one after the last. */
function sideOf(texts: LensText[], ...rows: [number, number, number, number][]): LensSide {
  // The cast stands for the fields that examples do not need.
  const sequence = { sequence: 'source', texts } as unknown as LensSequence;
  return { sequence, examples: { shape: [rows.length, 4], values: Uint16Array.from(rows.flat()) } };
}

describe('examplesOf', () => {
  it('cuts the word out of its text, by code points', () => {
    const side = sideOf([text('a 😀 fox ran')], [0, 3, 4, 7]);
    expect(examplesOf({ examples: [0] }, side)).toEqual([
      {
        key: 0,
        id: 'fox',
        isDocument: true,
        sequence: 'source',
        token: 3,
        before: 'a 😀 ',
        word: 'fox',
        after: ' ran',
      },
    ]);
  });

  it('takes the examples that the cluster names, in their order', () => {
    const side = sideOf([text('one'), text('two', false)], [0, 1, 0, 3], [1, 2, 0, 3]);
    const found = examplesOf({ examples: [1, 0] }, side);
    expect(found.map(({ word, isDocument }) => [word, isDocument])).toEqual([
      ['two', false],
      ['one', true],
    ]);
  });

  it('shortens a long text between words', () => {
    const long = `${'lorem ipsum '.repeat(10)}WORD${' dolor sit'.repeat(10)}`;
    const [example] = examplesOf({ examples: [0] }, sideOf([text(long)], [0, 9, 120, 124]));
    expect(example?.word).toBe('WORD');
    expect(example?.before).toMatch(/^…(lorem|ipsum) .*ipsum $/);
    expect(example?.after).toMatch(/^ dolor .*(dolor|sit)…$/);
  });

  it('shows a token that has no text', () => {
    expect(examplesOf({ examples: [0] }, sideOf([text('one')], [0, 0, 0, 0]))[0]).toMatchObject({
      before: '',
      word: 'special token',
      after: 'one',
    });
  });

  it('leaves out what points to no text', () => {
    expect(examplesOf({ examples: [0, 7] }, sideOf([], [3, 0, 0, 0]))).toEqual([]);
  });
});
