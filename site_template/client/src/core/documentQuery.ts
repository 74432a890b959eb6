/** Which documents the table shows, and in which order. Fast enough to run at each key press over ten thousand lines. */

import { agreementOf, predictionsOf, valueIn, type Column, type DocumentFacts, type Line } from './documents';
import { searchWords } from './search';

/** What of two models' predictions must be. */
export const AGREEMENTS = ['any', 'agree', 'differ'] as const;

/** A part of the page's state; what it starts from, `ALL_DOCUMENTS`, hides nothing. */
export interface DocumentQuery {
  /** Words that must all occur, in any order and case, accents or not. */
  search: string;
  /** Whether they are looked for in the whole texts, not only in their beginnings. */
  wholeTexts: boolean;
  /** Gold labels that are shown; null stands for documents without one; an empty list for all. */
  labels: readonly (string | null)[];
  /** By the key of a model, what it must have predicted; null stands for nothing. */
  predicted: Readonly<Record<string, string | null>>;
  /** Names of models, of which one must have read the document; an empty list for all. */
  readers: readonly string[];
  agreement: (typeof AGREEMENTS)[number];
  /** Least and largest probability of the selected model's prediction. */
  confidence: readonly [number, number];
  documentSort: Column;
  falling: boolean;
  /** Classes whose probabilities have columns. */
  classes: readonly string[];
}

export const ALL_DOCUMENTS: DocumentQuery = {
  search: '',
  wholeTexts: false,
  labels: [],
  predicted: {},
  readers: [],
  agreement: 'any',
  confidence: [0, 1],
  documentSort: 'order',
  falling: false,
  classes: [],
};

/** What a query asks of the order of the lines, for comparison: all of it but the columns that it adds. */
export function orderAsked(query: DocumentQuery): string {
  return JSON.stringify({ ...query, classes: [] });
}

type Filters = Omit<DocumentQuery, 'documentSort' | 'falling' | 'classes'>;

let collator: Intl.Collator | null = null;

/** Made when it is first asked for: it takes milliseconds, and no page needs it before a reader sorts. */
function numerals(): Intl.Collator {
  collator ??= new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
  return collator;
}

/** The lines in the order of a column, what is missing last in either direction; equals keep reading order. */
export function sortLines(
  lines: readonly Line[],
  { documentSort, falling }: Pick<DocumentQuery, 'documentSort' | 'falling'>,
  facts: DocumentFacts,
  model: string,
): Line[] {
  const sign = falling ? -1 : 1;
  const keyed = lines.map((line) => [valueIn(line, documentSort, facts, model), line] as const);
  return keyed
    .sort(([a, left], [b, right]) => compared(a, b, sign) || left.index - right.index)
    .map(([, line]) => line);
}

function compared(a: string | number | null, b: string | number | null, sign: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  return sign * numerals().compare(String(a), String(b));
}

/**
 * The lines that the filters leave, in the order given.
 *
 * @param keys Keys of the page's models, in the order of the manifest.
 */
export function filterLines(
  lines: readonly Line[],
  filters: Filters,
  facts: DocumentFacts,
  keys: readonly string[],
): Line[] {
  const words = searchWords(filters.search);
  const predicted = Object.entries(filters.predicted).map(([key, value]) => [keys.indexOf(key), value] as const);
  const agrees = { any: null, agree: true, differ: false }[filters.agreement];
  const textOf = ({ index, haystack }: Line) => {
    const whole = filters.wholeTexts ? facts.readings.get(index)?.haystack : undefined;
    return whole === undefined ? haystack : `${haystack}\n${whole}`;
  };
  return lines.filter(
    (line) =>
      admits(filters.labels, [line.entry.label]) &&
      predicted.every(([at, value]) => predictionsOf(line, at).includes(value)) &&
      admits(filters.readers, line.readers) &&
      (agrees === null || agreementOf(line) === agrees) &&
      isWithin(line.summary?.probability ?? null, filters.confidence) &&
      holds(textOf(line), words),
  );
}

function holds(text: string, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word));
}

function admits<T>(chosen: readonly T[], values: readonly T[]): boolean {
  return chosen.length === 0 || values.some((value) => chosen.includes(value));
}

/** The whole range admits documents without a probability too. */
function isWithin(probability: number | null, [least, most]: readonly [number, number]): boolean {
  if (least <= 0 && most >= 1) return true;
  return probability !== null && least <= probability && probability <= most;
}

/** A filter in words, and the state without it. */
export interface Chip {
  text: string;
  without: Partial<DocumentQuery>;
}

/**
 * The filters that are on, but for the search.
 *
 * @param modelNames By key.
 */
export function chipsOf(query: Filters, modelNames: ReadonlyMap<string, string>): Chip[] {
  const { labels, predicted, readers, agreement, confidence } = query;
  const [least, most] = confidence;
  return [
    ...labels.map((label) => ({
      text: label === null ? 'no label' : `label: ${label}`,
      without: { labels: labels.filter((each) => each !== label) },
    })),
    ...Object.entries(predicted).map(([key, value]) => ({
      text: `${modelNames.get(key) ?? key}: ${value ?? 'no prediction'}`,
      without: { predicted: withPrediction(query, key, undefined) },
    })),
    ...readers.map((name) => ({
      text: `read by ${name}`,
      without: { readers: readers.filter((each) => each !== name) },
    })),
    ...(agreement === 'any'
      ? []
      : [
          {
            text: agreement === 'agree' ? 'the models agree' : 'the models differ',
            without: { agreement: 'any' as const },
          },
        ]),
    ...(least > 0 || most < 1
      ? [{ text: `probability ${least}–${most}`, without: { confidence: ALL_DOCUMENTS.confidence } }]
      : []),
  ];
}

/** Predictions asked for, with another one of a model; undefined asks for none of it. */
export function withPrediction(
  { predicted }: Pick<DocumentQuery, 'predicted'>,
  model: string,
  value: string | null | undefined,
): DocumentQuery['predicted'] {
  const others = Object.entries(predicted).filter(([key]) => key !== model);
  return Object.fromEntries(value === undefined ? others : [...others, [model, value]]);
}
