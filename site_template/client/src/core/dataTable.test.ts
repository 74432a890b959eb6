import { describe, expect, it } from 'vitest';

import { shownRows, spanOf } from './dataTable';

describe('shownRows', () => {
  it.each([
    [0, 1, 0],
    [57, 1, 57],
    [450, 1, 200],
    [450, 2, 400],
    [450, 3, 450],
    [450, 4, 450],
  ])('of %i rows are, after %i steps, %i', (nRows, steps, expected) => {
    expect(shownRows({ nRows, step: 200 }, steps)).toBe(expected);
  });
});

describe('spanOf', () => {
  it.each([
    [0, 1],
    [1, 3],
    [4, 1],
  ])('of the cell %i is %i columns', (at, span) => {
    expect(spanOf({ key: '', cells: ['cat', 'masked', null, null, '0.1'] }, at)).toBe(span);
  });

  it('reaches to the end of the row', () => {
    expect(spanOf({ key: '', cells: ['cat', 'masked', null] }, 1)).toBe(2);
  });
});
