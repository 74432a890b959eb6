import { describe, expect, it } from 'vitest';

import { stepAt, stepFacts, stepsAt } from './continuation';
import { run, sequence } from './fixtures';
import { unitOf } from './testing';

const tokens = [0.5, 0.25, 0.125, 0.0625].map((probability, at) => ({ label: `w${at}`, probability }));
const written = {
  ...run(sequence('a', 'b', 'c', 'd')),
  continuation: { start: 2, text: 'c d', ended: true, steps: [2, 3].map((position) => ({ position, tokens })) },
};

describe('steps', () => {
  it('belong to the tokens that were written', () => {
    expect(stepAt(written, 2)?.position).toBe(2);
    expect(stepAt(written, 1)).toBeUndefined();
    expect(stepAt(run(sequence('a')), 0)).toBeUndefined();
  });

  it('come in the order of the text, each once', () => {
    expect(stepsAt(written, [3, 2, 3, 0]).map(({ position }) => position)).toEqual([2, 3]);
  });

  it('are named in short', () => {
    expect(stepFacts(written, unitOf([3]))).toEqual([{ name: 'written, from', value: 'w0 50 %, w1 25 %, w2 13 %' }]);
    expect(stepFacts(written, unitOf([1]))).toEqual([]);
  });
});
