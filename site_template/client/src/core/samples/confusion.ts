/** How often what was expected meets what was predicted: gold labels and a model, or two models. */

import { csvLine } from '../csv';

export interface Confusion {
  /** Names along the rows, and along the columns, in which names of both have the same places. */
  rows: readonly string[];
  columns: readonly string[];
  /** Documents, axes (row, column). */
  counts: readonly (readonly number[])[];
  total: number;
  /** Documents of which both say the same; null if no name is in both. */
  agreeing: number | null;
  /** Documents that lack one of the two. */
  nWithout: number;
}

/** Names beyond this many are texts or tokens rather than classes. */
export const MOST_CLASSES = 24;

/** Whether there is anything to count, and the names are few enough to be classes. */
export function isReadable({ rows, columns, total }: Confusion): boolean {
  return total > 0 && Math.max(rows.length, columns.length) <= MOST_CLASSES;
}

/** Count pairs of names; names that both sides have come first, then the others, each by the alphabet. */
export function confusionOf(pairs: readonly (readonly [string | null, string | null])[]): Confusion {
  const known = pairs.flatMap(([row, column]) => (row === null || column === null ? [] : [[row, column] as const]));
  const [ofRows, ofColumns] = [new Set(known.map(([row]) => row)), new Set(known.map(([, column]) => column))];
  const shared = [...ofRows].filter((name) => ofColumns.has(name)).sort();
  const withRest = (names: ReadonlySet<string>) => [
    ...shared,
    ...[...names].filter((name) => !shared.includes(name)).sort(),
  ];
  const [rows, columns] = [withRest(ofRows), withRest(ofColumns)];
  const counts = rows.map(() => columns.map(() => 0));
  const [rowAt, columnAt] = [placesOf(rows), placesOf(columns)];
  for (const [row, column] of known) {
    const line = counts[rowAt.get(row) ?? -1];
    const at = columnAt.get(column) ?? -1;
    if (line) line[at] = (line[at] ?? 0) + 1;
  }
  const agreeing = known.filter(([row, column]) => row === column).length;
  return {
    rows,
    columns,
    counts,
    total: known.length,
    agreeing: shared.length > 0 ? agreeing : null,
    nWithout: pairs.length - known.length,
  };
}

function placesOf(names: readonly string[]): Map<string, number> {
  return new Map(names.map((name, at) => [name, at]));
}

/** Share of a row that is in a column. */
export function shareOfRow({ counts }: Confusion, row: number, column: number): number {
  const line = counts[row] ?? [];
  const sum = line.reduce((all, count) => all + count, 0);
  return sum === 0 ? 0 : (line[column] ?? 0) / sum;
}

/** A confusion, and what its rows and columns are. */
export interface NamedConfusion {
  rows: string;
  columns: string;
  confusion: Confusion;
}

/** Every cell with its names and its count. */
export function* confusionLines(all: readonly NamedConfusion[]): Generator<string> {
  yield csvLine(['rows', 'columns', 'row', 'column', 'documents']);
  for (const { rows, columns, confusion } of all) {
    for (const [row, name] of confusion.rows.entries()) {
      yield confusion.columns
        .map((column, at) => csvLine([rows, columns, name, column, confusion.counts[row]?.[at] ?? 0]))
        .join('');
    }
  }
}
