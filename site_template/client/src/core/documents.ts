/** The document table: search, filters, order. Fast enough to run at each key press over ten thousand lines. */

import type { Contents, DocumentEntry, RunSummary } from './payload';

export const COLUMNS = ['order', 'id', 'title', 'label', 'tokens', 'prediction', 'probability'] as const;
export type Column = (typeof COLUMNS)[number];

/** A line of the table: a document and what the selected model made of it, or the first that read it. */
export interface Line {
  /** Number of the document in the manifest. */
  index: number;
  entry: DocumentEntry;
  summary: RunSummary | undefined;
  /** Names of the models that read it. */
  readers: readonly string[];
  /** What the search looks through. */
  haystack: string;
}

export interface TableQuery {
  /** Words that must all occur, in any order and case, accents or not. */
  search: string;
  /** Labels that are shown; null stands for documents without one; an empty set for all. */
  labels: ReadonlySet<string | null>;
  predictions: ReadonlySet<string | null>;
  /** Names of models, of which one must have read the document. */
  readers: ReadonlySet<string | null>;
  sort: Column;
  descending: boolean;
}

export interface Facet {
  value: string | null;
  count: number;
}

let collator: Intl.Collator | null = null;

/** Made when it is first asked for: it takes milliseconds, and no page needs it before a reader sorts. */
function numerals(): Intl.Collator {
  collator ??= new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
  return collator;
}

/** The lines of all documents, in reading order. `model` is the place of the model in the manifest. */
export function linesOf({ documents, models }: Contents, model: number): Line[] {
  return documents.map((entry, index) => {
    const summary = entry.runs[model] ?? entry.runs.find((run) => run !== null) ?? undefined;
    const readers = models.filter((_, place) => entry.runs[place]).map(({ label }) => label);
    const words = [entry.id, entry.title, entry.label, entry.excerpt, summary?.prediction];
    return { index, entry, summary, readers, haystack: folded(words.filter(Boolean).join('\n')) };
  });
}

/** The lines that a query leaves, in its order; equals keep reading order. */
export function selectLines(lines: readonly Line[], query: TableQuery): Line[] {
  const words = folded(query.search).split(/\s+/).filter(Boolean);
  const found = lines.filter(
    (line) =>
      words.every((word) => line.haystack.includes(word)) &&
      admits(query.labels, [line.entry.label]) &&
      admits(query.predictions, [line.summary?.prediction ?? null]) &&
      admits(query.readers, line.readers),
  );
  return sorted(found, query);
}

/** The values of a field and in how many lines each occurs, the most frequent first. */
export function facets(lines: readonly Line[], valuesOf: (line: Line) => readonly (string | null)[]): Facet[] {
  const counts = new Map<string | null, number>();
  for (const value of lines.flatMap((line) => [...new Set(valuesOf(line))])) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
}

/** Tokens of the source and the target together. */
export function tokensOf(line: Line): number | null {
  return line.summary ? line.summary.n_tokens + (line.summary.n_target_tokens ?? 0) : null;
}

function admits(chosen: ReadonlySet<string | null>, values: readonly (string | null)[]): boolean {
  return chosen.size === 0 || values.some((value) => chosen.has(value));
}

/** Lower case without accents, so that "resume" finds "Résumé". */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{Mn}/gu, '')
    .toLowerCase();
}

function sorted(lines: Line[], { sort, descending }: TableQuery): Line[] {
  const sign = descending ? -1 : 1;
  const keyed = lines.map((line) => [keyOf(line, sort), line] as const);
  return keyed
    .sort(([a, left], [b, right]) => compared(a, b, sign) || left.index - right.index)
    .map(([, line]) => line);
}

/** What is missing comes last in either direction. */
function compared(a: string | number | null, b: string | number | null, sign: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  return sign * numerals().compare(String(a), String(b));
}

function keyOf(line: Line, column: Column): string | number | null {
  const { entry, summary } = line;
  switch (column) {
    case 'order':
      return line.index;
    case 'tokens':
      return tokensOf(line);
    case 'prediction':
      return summary?.prediction ?? null;
    case 'probability':
      return summary?.probability ?? null;
    case 'title':
      return entry.title ?? entry.excerpt;
    default:
      return entry[column];
  }
}
