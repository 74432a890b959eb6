import { describe, expect, it } from 'vitest';

import { documentsLeftOut, leftOutSentence, limitOn, limitOnComparison } from './leftOut';
import type { SizeLimit } from './payload';

const limitOf = (max_bytes: number, n_documents = 0): SizeLimit => ({
  max_bytes,
  reductions: [],
  left_out: { n_documents, lens: ['m0'], corpus: [], statistics: ['m0', 'm1'], comparisons: [['m0', 'm1']] },
});
const limit = limitOf(10_000_000);

describe('limitOn', () => {
  it.each([
    ['lens', 'm0', limit],
    ['lens', 'm1', null],
    ['corpus', 'm0', null],
    ['statistics', 'm1', limit],
  ] as const)('of %s of %s', (part, model, expected) => {
    expect(limitOn(limit, part, model)).toBe(expected);
  });

  it('is null on a page without a limit', () => {
    expect([limitOn(null, 'lens', 'm0'), limitOnComparison(null, 'm0', 'm1')]).toEqual([null, null]);
  });
});

describe('limitOnComparison', () => {
  it.each([
    ['m0', 'm1', limit],
    ['m1', 'm0', limit],
    ['m0', 'm2', null],
    ['m0', 'm0', null],
  ] as const)('of %s and %s', (one, other, expected) => {
    expect(limitOnComparison(limit, one, other)).toBe(expected);
  });
});

describe('leftOutSentence', () => {
  it.each([
    [10_000_000, '10 MB'],
    [600_000, '0.6 MB'],
    [1_500_250_000, '1,500.25 MB'],
  ])('says the size of %d bytes as %s', (bytes, size) => {
    expect(leftOutSentence(limitOf(bytes), 'HeadLens of Tiny')).toBe(
      `HeadLens of Tiny was left out of this page to keep it within ${size}; the author’s export has it.`,
    );
  });
});

describe('documentsLeftOut', () => {
  it.each([
    [1, '1 more document was left out of this page to keep it within 10 MB; the author’s export has it.'],
    [1200, '1,200 more documents were left out of this page to keep it within 10 MB; the author’s export has them.'],
    [0, null],
  ])('of %d documents', (count, sentence) => {
    expect(documentsLeftOut(limitOf(10_000_000, count))).toBe(sentence);
  });

  it('says nothing on a page without a limit', () => {
    expect(documentsLeftOut(null)).toBeNull();
  });
});
