/** The lines of the document table, and the values of their columns. */

import type { Contents, DocumentEntry, RunSummary } from './payload';
import { folded } from './search';
import type { PageState } from './state';

export const FIXED_COLUMNS = [
  'order',
  'id',
  'title',
  'label',
  'tokens',
  'prediction',
  'probability',
  'second',
  'second probability',
  'agreement',
  'moved',
] as const;

const CLASS = 'class ';

/** A column by its name; those of the probability of a class are chosen by the reader. */
export type Column = (typeof FIXED_COLUMNS)[number] | `${typeof CLASS}${string}`;

/** A line of the table: a document, and what two models made of it. */
export interface Line {
  /** Number of the document in the manifest. */
  index: number;
  entry: DocumentEntry;
  /** Of the selected model, or of the first that read it. */
  summary: RunSummary | undefined;
  /** Of the model that the selected one is set beside. */
  second: RunSummary | undefined;
  /** Names of the models that read it. */
  readers: readonly string[];
  /** What the search looks through, folded. */
  haystack: string;
}

/** What is known of documents beyond the manifest, by their numbers in it. */
export interface DocumentFacts {
  /** The attention that moved between the two models; null if they were not compared. */
  moved: ReadonlyMap<number, number> | null;
  readings: ReadonlyMap<number, DocumentReading>;
}

/** What was read in a document itself. */
export interface DocumentReading {
  /** Its texts, as they are and folded. */
  text: string;
  haystack: string;
  /** By model, the probability of each class. */
  classes: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

export interface Facet {
  value: string | null;
  count: number;
}

/** The column of the probability of a class. */
export function classColumn(name: string): Column {
  return `${CLASS}${name}`;
}

/** The class whose probability a column holds; null for the other columns. */
export function classOf(column: Column): string | null {
  return column.startsWith(CLASS) ? column.slice(CLASS.length) : null;
}

/** A column by its name in an address. */
export function readColumn(text: string): Column | undefined {
  return text.startsWith(CLASS) ? classColumn(text.slice(CLASS.length)) : FIXED_COLUMNS.find((name) => name === text);
}

/** Places in the manifest of the models that read some document which the model at `first` read, too. */
export function fellowModels({ documents, models }: Pick<Contents, 'documents' | 'models'>, first: number): number[] {
  return models.flatMap((_, place) =>
    place !== first && documents.some(({ runs }) => runs[first] && runs[place]) ? [place] : [],
  );
}

/**
 * Place in the manifest of the model that the selected one is set beside: the one it is compared with, or else the
 * first that read documents with it; -1 if none did.
 */
export function secondModel(
  contents: Pick<Contents, 'documents' | 'models'>,
  page: Pick<PageState, 'model' | 'other'>,
): number {
  const keys = contents.models.map(({ key }) => key);
  const fellows = fellowModels(contents, keys.indexOf(page.model));
  return fellows.find((place) => keys[place] === page.other) ?? fellows[0] ?? -1;
}

/** The lines of all documents, in reading order. `model` and `second` are places of models in the manifest. */
export function linesOf(
  { documents, models }: Pick<Contents, 'documents' | 'models'>,
  model: number,
  second = -1,
): Line[] {
  return documents.map((entry, index) => {
    const summary = entry.runs[model] ?? entry.runs.find((run) => run !== null) ?? undefined;
    const readers = models.filter((_, place) => entry.runs[place]).map(({ label }) => label);
    const words = [entry.id, entry.title, entry.label, entry.excerpt, summary?.prediction];
    const haystack = folded(words.filter(Boolean).join('\n'));
    return { index, entry, summary, second: entry.runs[second] ?? undefined, readers, haystack };
  });
}

/** The values of a field and in how many lines each occurs, the most frequent first. */
export function facets(lines: readonly Line[], valuesOf: (line: Line) => readonly (string | null)[]): Facet[] {
  const counts = new Map<string | null, number>();
  for (const value of lines.flatMap((line) => [...new Set(valuesOf(line))])) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
}

/** What a model predicted of a document, null for nothing; empty if it did not read it. */
export function predictionsOf({ entry }: Line, model: number): (string | null)[] {
  const run = entry.runs[model];
  return run ? [run.prediction] : [];
}

/** Numbers of the documents of some lines. */
export function numbersOf(lines: readonly Line[]): ReadonlySet<number> {
  return new Set(lines.map(({ index }) => index));
}

/** Tokens of the source and the target together. */
export function tokensOf(line: Line): number | null {
  return line.summary ? line.summary.n_tokens + (line.summary.n_target_tokens ?? 0) : null;
}

/** Whether the two models predict the same; null if one of them predicts nothing. */
export function agreementOf({ summary, second }: Pick<Line, 'summary' | 'second'>): boolean | null {
  const [one, other] = [summary?.prediction ?? null, second?.prediction ?? null];
  return one === null || other === null ? null : one === other;
}

/** What a line has in a column, to sort by; null for nothing. `model` is the key of the selected model. */
export function valueIn(line: Line, column: Column, facts: DocumentFacts, model: string): string | number | null {
  const { entry, summary, second } = line;
  switch (column) {
    case 'order':
      return line.index;
    case 'tokens':
      return tokensOf(line);
    case 'prediction':
      return summary?.prediction ?? null;
    case 'probability':
      return summary?.probability ?? null;
    case 'second':
      return second?.prediction ?? null;
    case 'second probability':
      return second?.probability ?? null;
    case 'agreement':
      return { null: null, true: 1, false: 0 }[`${agreementOf(line)}`];
    case 'moved':
      return facts.moved?.get(line.index) ?? null;
    case 'title':
      return entry.title ?? entry.excerpt;
    case 'id':
    case 'label':
      return entry[column];
    default:
      return (
        facts.readings
          .get(line.index)
          ?.classes.get(model)
          ?.get(classOf(column) ?? '') ?? null
      );
  }
}
