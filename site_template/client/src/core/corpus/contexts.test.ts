import { describe, expect, it } from 'vitest';

import { document, entry, run, sequence } from '../fixtures';
import { contextsOf, snippetIn } from './contexts';
import { tokensOf } from './corpusTesting';
import { namedGroups } from './groups';

const entries = ['a', 'b', 'c'].map((id, at) => entry(id, { label: at === 1 ? 'loud' : 'calm' }));
const [all, calm] = namedGroups([
  { by: 'all', name: null, n_documents: 3 },
  { by: 'label', name: 'calm', n_documents: 2 },
]);

describe('contextsOf', () => {
  it('lists the occurrences of a token, the largest value first', () => {
    const contexts = all ? contextsOf(tokensOf(), 0, [0], all, entries, 0) : [];
    expect(contexts.map(({ document: number, token }) => [number, token])).toEqual([
      [0, 3],
      [1, 5],
      [2, 1],
    ]);
    expect(contexts[1]?.value).toBeCloseTo((128 / 255) ** 2, 5);
  });

  it('takes the mean over heads', () => {
    const contexts = all ? contextsOf(tokensOf(), 0, [0, 1], all, entries, 0) : [];
    expect(contexts.map(({ document: number }) => number)).toEqual([1, 0, 2]);
    expect(contexts[1]?.value).toBeCloseTo(0.5, 5);
  });

  it('keeps to the group', () => {
    const contexts = calm ? contextsOf(tokensOf(), 0, [0], calm, entries, 0) : [];
    expect(contexts.map(({ document: number }) => number)).toEqual([0, 2]);
  });
});

describe('snippetIn', () => {
  const read = run(sequence('[CLS]', 'a', 'fox', '[SEP]', 'it', 'ran', '[SEP]'));
  const text = { ...document(read), text: '[CLS] a fox', text_b: '[CLS] a fox [SEP] it ran' };

  it('gives the text around a token', () => {
    expect(snippetIn(text, read, 'source', 2)).toEqual({ before: '[CLS] a ', word: 'fox', after: '', number: '2' });
  });

  it('looks into the second text of a pair', () => {
    const around = { before: '[CLS] a fox [SEP] ', word: 'it', after: ' ran' };
    expect(snippetIn(text, read, 'source', 4)).toEqual({ ...around, number: '4' });
  });

  it('sets a special token alone', () => {
    expect(snippetIn(text, read, 'source', 0)).toEqual({ before: '', word: '[CLS]', after: '', number: '0' });
  });

  it('counts from the first token that the model read', () => {
    const window = run({ ...sequence('a', 'fox'), n_before: 10, n_after: 3 });
    expect(snippetIn(text, window, 'source', 1).number).toBe('11');
  });
});
