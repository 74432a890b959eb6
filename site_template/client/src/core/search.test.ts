import { describe, expect, it } from 'vitest';

import { pieces, searchWords, snippet, stretchesOf } from './search';

const marked = (text: string, search: string) =>
  pieces(text, searchWords(search))
    .map((piece) => (piece.found ? `[${piece.text}]` : piece.text))
    .join('');

describe('pieces', () => {
  it.each([
    ['A fox', '', 'A fox'],
    ['A fox', 'wolf', 'A fox'],
    ['A fox and a FOX', 'fox', 'A [fox] and a [FOX]'],
    ['Résumé', 'resume', '[Résumé]'],
    ['Re\u0301sume\u0301', 'resume', '[Re\u0301sume\u0301]'],
    ['ﬁne', 'fi', '[ﬁ]ne'],
    ['ΟΔΟΣ ΟΔΟΣΑ', 'οδος', '[ΟΔΟΣ] [ΟΔΟΣ]A'.replace('A', 'Α')],
    ['𝒳 fox 🦊', '🦊 x', '[𝒳] fo[x] [🦊]'],
    ['aaa', 'aa', '[aaa]'],
    ['fox trot', 'fox trot', '[fox] [trot]'],
    ['川の銀行', '銀行', '川の[銀行]'],
    ['<b>fox</b>', '<b>', '[<b>]fox</b>'],
  ])('of %j for %j are %j', (text, search, expected) => {
    expect(marked(text, search)).toBe(expected);
  });
});

describe('stretchesOf', () => {
  it('counts code points', () => {
    expect(stretchesOf('🦊🦊 fox', ['fox'])).toEqual([{ start: 3, end: 6 }]);
  });

  it('holds accents that stand alone', () => {
    expect(stretchesOf('e\u0301a', ['ea'])).toEqual([{ start: 0, end: 3 }]);
  });
});

describe('snippet', () => {
  const text = `${'far '.repeat(30)}here is\nthe fox`;

  it('begins shortly before the first find', () => {
    expect(snippet(text, ['fox'], 40)).toBe('…far far far here is the fox');
  });

  it('is short', () => {
    expect(Array.from(snippet(text, ['far'], 10) ?? '')).toHaveLength(10);
  });

  it('is null where nothing is found', () => {
    expect(snippet(text, ['wolf'], 40)).toBeNull();
  });
});
