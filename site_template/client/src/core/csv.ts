/** What a view shows as comma-separated values (RFC 4180). */

import type { UnitWeights } from './regroup';
import type { Unit } from './units';

const LINE_END = '\r\n';

/** One line. */
export function csvLine(fields: readonly (string | number)[]): string {
  return fields.map(csvField).join(',') + LINE_END;
}

/**
 * A field. A text that a spreadsheet would run as a formula gets an apostrophe before it, as spreadsheets themselves
 * write it; numbers stay as they are.
 */
export function csvField(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const LINK_COLUMNS = ['layer', 'head', 'query', 'query_token', 'key', 'key_token', 'weight'] as const;

export interface LinkTable {
  layer: number;
  weights: UnitWeights;
  /** Indices of the heads that are shown. */
  heads: readonly number[];
  queries: readonly Unit[];
  keys: readonly Unit[];
  /** Rows in focus; null for every row. */
  ends: { queries: readonly number[] | null; keys: readonly number[] | null };
}

/** The links of a layer, a chunk per head and query, so that a long table can be written in pieces. */
export function* linkLines({ layer, weights, heads, queries, keys, ends }: LinkTable): Generator<string> {
  const queryRows = ends.queries ?? queries.map((_, row) => row);
  const keyRows = ends.keys ?? keys.map((_, row) => row);
  for (const head of heads) {
    for (const query of queryRows) {
      const from = (head * weights.nQuery + query) * weights.nKey;
      const start = [layer, weights.heads[head] ?? -1, ...unitFields(queries[query])];
      yield keyRows
        .filter((key) => (weights.values[from + key] ?? 0) > 0)
        .map((key) => csvLine([...start, ...unitFields(keys[key]), fourDigits(weights.values[from + key] ?? 0)]))
        .join('');
    }
  }
}

/** Token numbers, joined by `+` for a word of several pieces, and the text shown. */
export function unitFields(unit: Unit | undefined): [string, string] {
  return unit ? [unit.numbers.join('+'), unit.label] : ['', ''];
}

/** The codec keeps about three digits. */
function fourDigits(value: number): number {
  return Number(value.toPrecision(4));
}
