/** What the Corpus view shows, as tables. */

import type { Column, DataTable } from '../../core/dataTable';
import { formatCount, formatValue, headName } from '../../core/format';
import type { HeadValue } from '../../core/headGrid';

const STEP = 100;

const number = (name: string): Column => ({ name, kind: 'number' });

/** A token in every head, the largest number first. */
export function headTable(measure: string, heads: readonly HeadValue[]): DataTable {
  return {
    label: 'The token in every head',
    caption: (nShown) => `${formatCount(nShown)} of ${formatCount(heads.length)} heads, the largest ${measure} first`,
    columns: [{ name: 'Head', kind: 'name' }, number(measure)],
    nRows: heads.length,
    step: STEP,
    rows: (most) =>
      heads
        .toSorted((a, b) => b.value - a.value)
        .slice(0, most)
        .map(({ layer, head, value }) => {
          const name = headName(layer, head);
          return { key: name, cells: [name, formatValue(value)] };
        }),
  };
}

/** Pairs of heads, the most alike first. */
export function pairTable(
  measure: string,
  names: readonly string[],
  valueOf: (a: number, b: number) => number,
): DataTable {
  const nPairs = (names.length * (names.length - 1)) / 2;
  const pairs = () =>
    names.flatMap((a, row) => names.slice(row + 1).map((b, at) => ({ a, b, value: valueOf(row, row + 1 + at) })));
  return {
    label: 'Pairs of heads',
    caption: (nShown) => `${formatCount(nShown)} of ${formatCount(nPairs)} pairs of heads, the largest number first`,
    columns: [{ name: 'Head', kind: 'name' }, { name: 'And', kind: 'label' }, number(measure)],
    nRows: nPairs,
    step: STEP,
    rows: (most) =>
      pairs()
        .sort((one, other) => other.value - one.value)
        .slice(0, most)
        .map(({ a, b, value }) => ({ key: `${a} ${b}`, cells: [a, b, formatValue(value)] })),
  };
}

export interface ContextLine {
  at: number;
  id: string;
  number: string;
  value: number;
  before: string;
  text: string;
  after: string;
}

/** Contexts of a token, the largest value first. */
export function contextTable(lines: readonly ContextLine[]): DataTable {
  return {
    label: 'Contexts of the token',
    caption: () => `${formatCount(lines.length)} contexts, the largest value first`,
    columns: [{ name: 'Document', kind: 'name' }, number('Token'), number('Value'), { name: 'Text', kind: 'label' }],
    nRows: lines.length,
    step: STEP,
    rows: (most) =>
      lines.slice(0, most).map(({ at, id, number: token, value, before, text, after }) => ({
        key: String(at),
        cells: [id, token, formatValue(value), `${before}${text}${after}`],
      })),
  };
}
