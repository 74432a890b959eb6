/** The columns of the document table: what they are called, how wide they are, and what a line has in them. */

import {
  agreementOf,
  classColumn,
  classOf,
  valueIn,
  type Column,
  type DocumentFacts,
  type FIXED_COLUMNS,
  type Line,
} from './documents';

export interface ColumnHead {
  column: Column;
  name: string;
  /** What it holds. */
  meaning: string;
  /** As CSS has it, where there is room for columns. */
  width: string;
}

/** Those that every page has. */
export const USUAL_COLUMNS: readonly ColumnHead[] = [
  head('title', 'Title', 'title, or the beginning of the text', 'minmax(0, 3fr)'),
  head('id', 'Id', 'identifier', 'minmax(0, 1.2fr)'),
  head('label', 'Label', 'gold label', 'minmax(0, 1.2fr)'),
  head('tokens', 'Tokens', 'tokens that the model read', '4.5rem'),
  head('prediction', 'Prediction', 'best class, next token, or generated text', 'minmax(0, 1.4fr)'),
  head('probability', 'Prob.', 'probability of the prediction', '3.5rem'),
];

/** What a page has besides. */
export interface ColumnChoice {
  /** Name of the model that the selected one is set beside; null for none. */
  second: string | null;
  hasMoved: boolean;
  classes: readonly string[];
}

/** The columns beside the usual ones. */
export function furtherColumns({ second, hasMoved, classes }: ColumnChoice): ColumnHead[] {
  return [
    ...(second === null
      ? []
      : [
          head('second', '2nd prediction', `prediction of ${second}`, 'minmax(0, 1.4fr)'),
          head('second probability', '2nd prob.', `probability of the prediction of ${second}`, '4rem'),
          head('agreement', 'Agree', `whether ${second} predicts the same`, '3.5rem'),
        ]),
    ...(hasMoved
      ? [head('moved', 'Moved', `attention that moved to ${second ?? 'the other model'}, the sum over heads`, '4rem')]
      : []),
    ...classes.map((name) => head(classColumn(name), name, `probability of ${name}`, 'minmax(3rem, 0.6fr)')),
  ];
}

function head(column: (typeof FIXED_COLUMNS)[number] | Column, name: string, meaning: string, width: string) {
  return { column, name, meaning, width };
}

/** What a line has in a further column, in words. */
export function cellText(line: Line, column: Column, facts: DocumentFacts, model: string): string {
  if (column === 'agreement') return { null: '', true: 'yes', false: 'no' }[`${agreementOf(line)}`];
  const value = valueIn(line, column, facts, model);
  if (typeof value !== 'number') return value ?? '';
  return column === 'moved' || column === 'second probability' || classOf(column) !== null
    ? value.toFixed(2)
    : String(value);
}
