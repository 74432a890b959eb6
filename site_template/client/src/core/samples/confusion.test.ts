import { describe, expect, it } from 'vitest';

import { confusionLines, confusionOf, isReadable, MOST_CLASSES, shareOfRow } from './confusion';

const confusion = confusionOf([
  ['yes', 'yes'],
  ['yes', 'yes'],
  ['yes', 'no'],
  ['no', 'yes'],
  ['maybe', 'no'],
  [null, 'no'],
  ['no', null],
]);

describe('confusionOf', () => {
  it('puts names of both sides first, in the same places', () => {
    expect(confusion).toEqual({
      rows: ['no', 'yes', 'maybe'],
      columns: ['no', 'yes'],
      counts: [
        [0, 1],
        [1, 2],
        [1, 0],
      ],
      total: 5,
      agreeing: 2,
      nWithout: 2,
    });
  });

  it('knows of no agreement where the names differ', () => {
    expect(confusionOf([['answers', 'LABEL_0']]).agreeing).toBeNull();
  });

  it('is empty without pairs', () => {
    const empty = confusionOf([]);
    expect(empty.total).toBe(0);
    expect(isReadable(empty)).toBe(false);
  });

  it('is not readable where predictions are no classes', () => {
    const words = Array.from({ length: MOST_CLASSES + 1 }, (_, at) => ['yes', `word ${at}`] as const);
    expect(isReadable(confusionOf(words))).toBe(false);
    expect(isReadable(confusionOf(words.slice(1)))).toBe(true);
  });
});

describe('shareOfRow', () => {
  it('is of the documents of the row', () => {
    expect(shareOfRow(confusion, 1, 1)).toBeCloseTo(2 / 3);
    expect(shareOfRow(confusion, 9, 0)).toBe(0);
  });
});

describe('confusionLines', () => {
  it('lists every cell', () => {
    const lines = [...confusionLines([{ rows: 'label', columns: 'Tiny', confusion }])];
    expect(lines.join('').split('\r\n')).toEqual([
      'rows,columns,row,column,documents',
      'label,Tiny,no,no,0',
      'label,Tiny,no,yes,1',
      'label,Tiny,yes,no,1',
      'label,Tiny,yes,yes,2',
      'label,Tiny,maybe,no,1',
      'label,Tiny,maybe,yes,0',
      '',
    ]);
  });
});
