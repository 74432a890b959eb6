/** What the Tokens view shows, as files and tables. */

import { csvLine, unitFields } from '../../core/csv';
import type { DataTable, Column } from '../../core/dataTable';
import { formatNumber } from '../../core/format';
import type { ViewProps } from '../../core/payload';
import { aggregated, AGGREGATE_NAMES } from '../../core/tokens/aggregates';
import { extremeColour } from '../../core/tokens/tokensColours';
import { rowsFigure, seriesFigure } from '../../core/tokens/tokensFigure';
import { AGGREGATES } from '../../core/tokens/tokensState';
import { theme } from '../../shell/theme.svelte';
import { themeColour } from '../canvas';
import { unitCell } from '../tables';
import type { TokenRow, TokensState } from './tokens.svelte';

/** Rows of a table shown at first: of tokens, and of vectors, which have a cell per token. */
const [STEP, STEP_OF_VECTORS] = [100, 24];
/** Digits of a number in a file; the codec keeps about three. */
const DIGITS = 6;

function lookOf(tokens: TokensState, { loaded, model, attention }: ViewProps, element: Element) {
  const source = tokens.isImported ? 'imported vectors' : `${attention.kind} attention, ${tokens.quantity}`;
  return {
    title: loaded.document.title ?? loaded.document.id,
    description: `${model.label}, ${source}; ${tokens.units.length} tokens, ${tokens.left.length} vectors.`,
    paper: themeColour(element, '--paper'),
    ink: themeColour(element, '--ink'),
    soft: themeColour(element, '--ink-soft'),
  };
}

/** @param element Gives the colours of the theme. */
export function rowsSvg(tokens: TokensState, props: ViewProps, element: Element): string {
  const { values, domain } = tokens.shade;
  const [only] = tokens.highlighted.length === 1 ? tokens.highlighted : [];
  return rowsFigure({
    ...lookOf(tokens, props, element),
    labels: tokens.units.map(({ label }) => label),
    rows: tokens.rows,
    blocks: tokens.blocks,
    rowsOf: tokens.rowsOf,
    domain: tokens.domain,
    shade: { values, domain, colour: only?.colour ?? themeColour(element, '--accent') },
  });
}

/** @param element Gives the colours of the theme. */
export function seriesSvg(tokens: TokensState, props: ViewProps, element: Element): string {
  const look = lookOf(tokens, props, element);
  return seriesFigure({
    ...look,
    title: `${tokens.aggregateName}: ${look.title}`,
    labels: tokens.units.map(({ label }) => label),
    numbers: tokens.numbers,
    dots: tokens.left,
    highlighted: tokens.highlighted,
    line: { name: tokens.aggregateName, colour: themeColour(element, '--accent'), values: tokens.series },
    extreme: extremeColour(theme.dark),
    frame: { ...tokens.span, domain: tokens.seriesDomain, axis: props.page.axis },
  });
}

/** A line per vector that is shown and token. */
export function* rowsCsv({ rows, units }: TokensState): Generator<string> {
  yield csvLine(['vector', 'block', 'layer', 'head', 'token', 'label', 'value']);
  for (const { name, vector, values } of rows) {
    const { layer = '', head = '' } = vector?.place ?? {};
    const start = [name, vector?.blockName ?? '', layer, head];
    yield units
      .map((unit, at) => [...start, ...unitFields(unit), digits(values[at] ?? NaN)])
      .filter((fields) => fields.at(-1) !== '')
      .map(csvLine)
      .join('');
  }
}

/** A line per token of the series, with every aggregate. */
export function* seriesCsv(tokens: TokensState): Generator<string> {
  const columns = aggregateColumns(tokens);
  yield csvLine(['token', 'label', ...columns.map(({ name }) => name)]);
  for (let unit = tokens.span.first; unit <= tokens.span.last; unit++) {
    yield csvLine([...unitFields(tokens.units[unit]), ...columns.map(({ values }) => digits(values[unit] ?? NaN))]);
  }
}

function digits(value: number): number | string {
  return Number.isNaN(value) ? '' : Number(value.toPrecision(DIGITS));
}

/** The aggregates over all vectors, and the reader's own. */
function aggregateColumns(tokens: TokensState): { name: string; meaning?: string; values: ArrayLike<number> }[] {
  const usual = AGGREGATES.map((how) => ({
    ...AGGREGATE_NAMES[how],
    name: how,
    values: aggregated(how, tokens.left, tokens.units.length),
  }));
  return [...usual, ...tokens.rows.filter(({ made }) => made !== null).map(({ name, values }) => ({ name, values }))];
}

/** The aggregates of each token of the series. */
export function aggregateTable(tokens: TokensState): DataTable {
  const { first, last } = tokens.span;
  return {
    label: 'Aggregates',
    caption: () => `Aggregates of ${tokens.left.length} vectors at each token`,
    columns: [
      { name: 'Token', kind: 'name' },
      ...aggregateColumns(tokens).map(({ name, meaning = 'made on this page' }): Column => {
        return { name, meaning, kind: 'number' };
      }),
    ],
    nRows: last - first + 1,
    step: STEP,
    rows: (most) => {
      const columns = aggregateColumns(tokens);
      return tokens.units.slice(first, Math.min(last + 1, first + most)).map((unit, at) => ({
        key: String(first + at),
        cells: [unitCell(unit), ...columns.map(({ values }) => formatNumber(values[first + at] ?? NaN))],
      }));
    },
  };
}

/** The rows that are shown, each with its value at every token. */
export function vectorTable(tokens: TokensState): DataTable {
  return {
    label: 'Vectors that are shown',
    caption: (nShown) => `Values of the first ${nShown} vectors that are shown, by token`,
    columns: [
      { name: 'Vector', kind: 'name' },
      ...tokens.units.map(({ label }): Column => ({ name: label, kind: 'number' })),
    ],
    nRows: tokens.rows.length,
    step: STEP_OF_VECTORS,
    rows: (most) => tokens.rows.slice(0, most).map((row, at) => ({ key: String(at), cells: vectorCells(row) })),
  };
}

function vectorCells({ name, values }: TokenRow): string[] {
  return [name, ...Array.from(values, formatNumber)];
}
