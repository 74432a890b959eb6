/** Heads as a matrix: a row per layer, a column per head number. */

import type { Crossing } from './heatLayout';

export interface HeadValue {
  layer: number;
  head: number;
  value: number;
}

export interface HeadGrid<Head> {
  /** Names of layers and of heads. */
  rows: readonly string[];
  columns: readonly string[];
  /** Axes (row, column), row-major; NaN where there is no head. */
  values: Float32Array;
  headAt: (row: number, column: number) => Head | null;
  /** Null if no head is selected, or it is not there. */
  placeOf: (layer: number, head: number | null) => Crossing | null;
}

export function headGrid<Head extends HeadValue>(heads: readonly Head[]): HeadGrid<Head> {
  const distinct = (numbers: readonly number[]) => [...new Set(numbers)].sort((a, b) => a - b);
  const layers = distinct(heads.map(({ layer }) => layer));
  const numbers = distinct(heads.map(({ head }) => head));
  const placed = new Map(
    heads.map((each) => [layers.indexOf(each.layer) * numbers.length + numbers.indexOf(each.head), each]),
  );
  return {
    rows: layers.map((layer) => `L${layer}`),
    columns: numbers.map((head) => `H${head}`),
    values: Float32Array.from({ length: layers.length * numbers.length }, (_, at) => placed.get(at)?.value ?? NaN),
    headAt: (row, column) => placed.get(row * numbers.length + column) ?? null,
    placeOf: (layer, head) => {
      const [query, key] = [layers.indexOf(layer), head === null ? -1 : numbers.indexOf(head)];
      return placed.has(query * numbers.length + key) && query >= 0 && key >= 0 ? { query, key } : null;
    },
  };
}
