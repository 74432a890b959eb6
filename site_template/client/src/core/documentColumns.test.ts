import { describe, expect, it } from 'vitest';

import { cellText, furtherColumns, USUAL_COLUMNS } from './documentColumns';
import { classColumn, linesOf, type Column, type DocumentFacts } from './documents';
import { entry, manifest } from './fixtures';
import type { RunSummary } from './payload';

const summary = (prediction: string | null, probability: number | null): RunSummary => ({
  n_tokens: 3,
  n_target_tokens: null,
  n_truncated: 0,
  prediction,
  probability,
});

describe('furtherColumns', () => {
  it('are none for one model', () => {
    expect(furtherColumns({ second: null, hasMoved: false, classes: [] })).toEqual([]);
  });

  it('are those of the second model, of what moved, and of classes', () => {
    const columns = furtherColumns({ second: 'Tuned', hasMoved: true, classes: ['noun'] });
    expect(columns.map(({ column }) => column)).toEqual([
      'second',
      'second probability',
      'agreement',
      'moved',
      'class noun',
    ]);
  });

  it('have names that are not those of the usual ones', () => {
    const columns = [...USUAL_COLUMNS, ...furtherColumns({ second: 'Tuned', hasMoved: true, classes: ['noun'] })];
    expect(new Set(columns.map(({ name }) => name)).size).toBe(columns.length);
  });
});

describe('cellText', () => {
  const [line, alone] = linesOf(
    manifest(
      entry('a', { runs: [summary('noun', 0.5), summary('verb', 0.625)] }),
      entry('b', { runs: [summary('noun', 0.5), null] }),
    ),
    0,
    1,
  );
  const facts: DocumentFacts = {
    moved: new Map([[0, 1.234]]),
    readings: new Map([[0, { text: '', haystack: '', classes: new Map([['m0', new Map([['noun', 0.5]])]]) }]]),
  };

  it.each<[Column, string, string]>([
    ['second', 'verb', ''],
    ['second probability', '0.63', ''],
    ['agreement', 'no', ''],
    ['moved', '1.23', ''],
    [classColumn('noun'), '0.50', ''],
    [classColumn('none such'), '', ''],
  ])('of %s is %j, or %j where nothing is known', (column, text, nothing) => {
    expect(line && cellText(line, column, facts, 'm0')).toBe(text);
    expect(alone && cellText(alone, column, facts, 'm0')).toBe(nothing);
  });
});
