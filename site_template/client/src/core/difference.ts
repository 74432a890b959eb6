/** How the attention of two models over the same tokens differs, head by head. */

import { csvLine, unitFields } from './csv';
import { signedLevel } from './diverging';
import { enlarge } from './pool';
import type { UnitWeights } from './regroup';
import type { Unit } from './units';

/** Attention of the first model minus that of the second, of the heads that both have. */
export interface Difference extends UnitWeights {
  layer: number;
}

/** Subtract weights between the same units; heads that one model lacks are left out. */
export function subtract(layer: number, first: UnitWeights, second: UnitWeights): Difference {
  const { nQuery, nKey } = first;
  const size = nQuery * nKey;
  const heads = first.heads.filter((head) => second.heads.includes(head));
  const values = new Float32Array(heads.length * size);
  for (const [at, head] of heads.entries()) {
    const [a, b] = [first.heads.indexOf(head) * size, second.heads.indexOf(head) * size];
    for (let i = 0; i < size; i++) values[at * size + i] = (first.values[a + i] ?? 0) - (second.values[b + i] ?? 0);
  }
  return { layer, heads, nQuery, nKey, values };
}

/** Largest magnitude: the domain of the colours. */
export function largest(differences: readonly UnitWeights[]): number {
  return differences.reduce(
    (most, { values }) => values.reduce((sum, value) => Math.max(sum, Math.abs(value)), most),
    0,
  );
}

/** Mean over queries of half the sum of magnitudes (total variation): the share of attention that a head moved. */
export function movedShare({ nQuery, nKey, values }: UnitWeights, head: number): number {
  const size = nQuery * nKey;
  const sum = values.subarray(head * size, (head + 1) * size).reduce((all, value) => all + Math.abs(value), 0);
  return nQuery === 0 ? 0 : sum / 2 / nQuery;
}

/**
 * The difference of largest magnitude in each cell of a grid over one head, as indices of a diverging table.
 *
 * @param head Index of the head.
 */
export function signedCells(
  { nQuery, nKey, values }: UnitWeights,
  head: number,
  nRows: number,
  nColumns: number,
  domain: number,
): Uint8Array {
  const pooled = new Float32Array(nRows * nColumns);
  for (let query = 0; query < nQuery; query++) {
    const row = Math.floor((query * nRows) / nQuery) * nColumns;
    for (let key = 0; key < nKey; key++) {
      const value = values[(head * nQuery + query) * nKey + key] ?? 0;
      const cell = row + Math.floor((key * nColumns) / nKey);
      if (Math.abs(value) > Math.abs(pooled[cell] ?? 0)) pooled[cell] = value;
    }
  }
  return Uint8Array.from(pooled, (value) => signedLevel(value, domain));
}

/** A thumbnail of a head, `size` pixels wide and high, as indices of a diverging table. */
export function signedThumbnail(weights: UnitWeights, head: number, size: number, domain: number): Uint8Array {
  const [nRows, nColumns] = [Math.min(weights.nQuery, size), Math.min(weights.nKey, size)];
  return enlarge(signedCells(weights, head, nRows, nColumns, domain), nRows, nColumns, size);
}

const COLUMNS = ['layer', 'head', 'query', 'query_token', 'key', 'key_token', 'difference'] as const;

/** Every difference but 0. */
export function* differenceLines(
  differences: readonly Difference[],
  queries: readonly Unit[],
  keys: readonly Unit[],
): Generator<string> {
  yield csvLine(COLUMNS);
  for (const { layer, heads, nQuery, nKey, values } of differences) {
    for (const [at, head] of heads.entries()) {
      for (let query = 0; query < nQuery; query++) {
        const lines = keys.flatMap((unit, key) => {
          const value = values[(at * nQuery + query) * nKey + key] ?? 0;
          const ends = [...unitFields(queries[query]), ...unitFields(unit)];
          return value === 0 ? [] : [csvLine([layer, head, ...ends, Number(value.toPrecision(4))])];
        });
        yield lines.join('');
      }
    }
  }
}
