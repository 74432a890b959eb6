import { describe, expect, it } from 'vitest';

import { readPairs, readTexts, writePairs, writeTexts } from './fragmentTexts';

describe('texts of an address', () => {
  it.each([[[]], [['noun', 'verb']], [[null]], [['']], [['', null, '~', '~e', '~t', '~~c', 'a,b', 'a:b,', 'é & "x"']]])(
    '%j come back',
    (texts) => {
      expect(readTexts(writeTexts(texts))).toEqual(texts);
    },
  );

  it.each([[{}], [{ m0: 'noun', m1: null }], [{ 'a:b,c': 'x~:y', '': '' }]])('of pairs %j come back', (pairs) => {
    expect(readPairs(writePairs(pairs))).toEqual(pairs);
  });

  it('that mean nothing are left out', () => {
    expect(readPairs('m0,~:x,m1:y')).toEqual({ m1: 'y' });
  });
});
