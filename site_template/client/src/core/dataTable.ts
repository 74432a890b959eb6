/** What a picture shows, as a table of texts; a component makes the marks. */

export interface Column {
  name: string;
  /** What the name stands for. */
  meaning?: string;
  /** A name heads its row, a label comes from the text or the vocabulary, a number is set flush right. */
  kind: 'name' | 'label' | 'number';
}

/** Text in a column, or a text with what stands smaller beside it. */
export type Cell = string | { text: string; beside: string };

export interface Row {
  /** Not the same for two rows. */
  key: string;
  /** In the order of the columns; null where the cell before goes on. */
  cells: readonly (Cell | null)[];
}

export interface DataTable {
  /** What the rows are, as the name of the area that scrolls: `Keys`. */
  label: string;
  /** Read before the rows, of which `nShown` are there. */
  caption: (nShown: number) => string;
  columns: readonly Column[];
  nRows: number;
  /** The first rows, at most `most`; made when they are shown. */
  rows: (most: number) => readonly Row[];
  /** Rows shown at first, and further ones with each demand. */
  step: number;
}

/** How many rows are shown at first (`steps` 1), and after so many demands for more. */
export function shownRows({ nRows, step }: Pick<DataTable, 'nRows' | 'step'>, steps: number): number {
  return Math.min(nRows, steps * step);
}

/** How many columns a cell goes over: itself and the nulls after it. */
export function spanOf({ cells }: Row, at: number): number {
  const next = cells.findIndex((cell, place) => place > at && cell !== null);
  return (next < 0 ? cells.length : next) - at;
}

/** A text that keeps its own direction among others, in the place of a `bdi` element. */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}
