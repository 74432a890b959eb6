/** Attention between tokens, regrouped to attention between the units a view shows. */

import type { LayerCodes } from './payload';
import type { Unit } from './units';

/** Attention between units of one layer. Hidden units are left out and the rest is not scaled up. */
export interface UnitWeights {
  /** Numbers of the heads, in the order of `values`. */
  heads: readonly number[];
  nQuery: number;
  nKey: number;
  /** Axes (head, query, key), row-major; probabilities. */
  values: Float32Array;
}

/** A weight, and how far it can be from the one the model computed. */
export interface Measured {
  value: number;
  error: number;
}

/**
 * Weights between units: the sum over the tokens of a key, the mean over the tokens of a query, so that the rows of
 * words sum to 1 as the rows of pieces do (Clark et al. 2019, Section 4.1).
 */
export function regroup(codes: LayerCodes, queries: readonly Unit[], keys: readonly Unit[]): UnitWeights {
  const nQuery = queries.length;
  const nKey = keys.length;
  if (areTokens(queries, codes.nQuery) && areTokens(keys, codes.nKey)) {
    return { heads: codes.heads, nQuery, nKey, values: decoded(codes) };
  }
  const values = new Float32Array(codes.heads.length * nQuery * nKey);
  const columns = keyColumns(keys);
  for (let head = 0; head < codes.heads.length; head++) {
    queries.forEach((query, row) => {
      addRow(values, (head * nQuery + row) * nKey, codes, head, query, columns);
    });
  }
  return { heads: codes.heads, nQuery, nKey, values };
}

/** Whether the units are the tokens themselves, all of them in their order. */
function areTokens(units: readonly Unit[], nTokens: number): boolean {
  return units.length === nTokens && units.every(({ tokens }, at) => tokens.length === 1 && tokens[0] === at);
}

/** The weight of every code: many times as fast as adding up, and most of what a page does first. */
function decoded({ codes, table }: LayerCodes): Float32Array {
  const values = new Float32Array(codes.length);
  for (let i = 0; i < values.length; i++) values[i] = table[codes[i] ?? 0] ?? 0;
  return values;
}

/** One head of a layer as a layer of its own; the bytes are shared. `head` is an index into `codes.heads`. */
export function oneHead(layer: LayerCodes, head: number): LayerCodes {
  const size = layer.nQuery * layer.nKey;
  const codes = layer.codes.subarray(head * size, (head + 1) * size);
  return { ...layer, heads: layer.heads.slice(head, head + 1), codes };
}

/** The key tokens that are shown, and the column that each is added to. */
interface Columns {
  token: Int32Array;
  column: Int32Array;
}

function keyColumns(keys: readonly Unit[]): Columns {
  const pairs = keys.flatMap((unit, column) => unit.tokens.map((token) => [token, column] as const));
  return { token: Int32Array.from(pairs, ([token]) => token), column: Int32Array.from(pairs, ([, column]) => column) };
}

function addRow(
  values: Float32Array,
  start: number,
  { codes, table, nQuery, nKey }: LayerCodes,
  head: number,
  query: Unit,
  { token, column }: Columns,
): void {
  const scaled = query.tokens.length === 1 ? table : table.map((value) => value / query.tokens.length);
  for (const from of query.tokens) {
    const row = (head * nQuery + from) * nKey;
    for (let i = 0; i < token.length; i++) {
      const cell = start + (column[i] ?? 0);
      values[cell] = (values[cell] ?? 0) + (scaled[codes[row + (token[i] ?? 0)] ?? 0] ?? 0);
    }
  }
}

/** The exact weight between two units, for a number on the page. `head` is an index into `codes.heads`. */
export function weightBetween(codes: LayerCodes, head: number, query: Unit, key: Unit): Measured {
  const sum = { value: 0, error: 0 };
  for (const from of query.tokens) {
    for (const to of key.tokens) {
      const code = codes.codes[(head * codes.nQuery + from) * codes.nKey + to] ?? 0;
      sum.value += (codes.table[code] ?? 0) / query.tokens.length;
      sum.error += errorOf(codes, code) / query.tokens.length;
    }
  }
  return sum;
}

/** Sum of the exact weights from any of `queries` to any of `keys`. */
export function weightAmong(
  codes: LayerCodes,
  head: number,
  queries: readonly Unit[],
  keys: readonly Unit[],
): Measured {
  const sum = { value: 0, error: 0 };
  for (const query of queries) {
    for (const key of keys) {
      const { value, error } = weightBetween(codes, head, query, key);
      sum.value += value;
      sum.error += error;
    }
  }
  return sum;
}

/**
 * How far a value of this code can be from the table's. Rounding chose the nearest code, so half the way to the next
 * one bounds it: far less than `maxError` for small weights.
 */
function errorOf({ table, maxError, blur = 1 }: LayerCodes, code: number): number {
  const next = table[code + 1];
  return next === undefined ? maxError : Math.min(maxError, (blur * (next - (table[code] ?? 0))) / 2);
}
