/** Attention cut down while it is inflated: of a long document's layer, more than is shown is never in memory. */

import { inflating } from './codec';
import { lengthOf, placeOf } from './cut';
import type { Cuts } from './excerpt';
import type { PackedArray } from './payload';

const LEVELS = 255;

export interface Reduced {
  /** Axes (head, query, key), row-major. */
  codes: Uint8Array;
  maxError: number;
  /** Half-steps of a code that its value can be off by. */
  blur: number;
}

/**
 * The codes of what is shown: as they are, or of blocks the mean over the queries of the sum over the keys, so that
 * rows sum to what the rows of tokens do, as those of words.
 *
 * By Cauchy and Schwarz the error of the sum over a block of `b` keys is at most `b` half-steps of the sum's own code;
 * rounding it adds one.
 *
 * @throws {Error} If the bytes do not fill the shape.
 */
export async function reduceCodes(packed: PackedArray, stream: Uint8Array<ArrayBuffer>, cuts: Cuts): Promise<Reduced> {
  const { key } = cuts;
  const shape = [packed.shape[0] ?? 0, lengthOf(cuts.query), lengthOf(key)] as const;
  if (cuts.query.block === 1 && key.block === 1) {
    const codes = new Uint8Array(shape[0] * shape[1] * shape[2]);
    await eachRow(packed, stream, cuts, (row, at) => {
      codes.set(row.subarray(key.start, key.end), at * shape[2]);
    });
    return { codes, maxError: packed.max_error, blur: 1 };
  }
  const squares = await blockSquares(packed, stream, cuts, shape);
  // A loop: `Uint8Array.from` would go through an iterator, several times as slowly.
  const codes = new Uint8Array(squares.length);
  for (let at = 0; at < codes.length; at++) codes[at] = Math.min(LEVELS, Math.round(Math.sqrt(squares[at] ?? 0)));
  const blur = key.block + 1;
  return { codes, maxError: Math.min(packed.scale, packed.max_error * blur), blur };
}

/** Of the squares of the codes, which are what weights are in proportion to, the mean of the sums. */
async function blockSquares(
  packed: PackedArray,
  stream: Uint8Array<ArrayBuffer>,
  cuts: Cuts,
  [nHeads, nRows, nColumns]: readonly [number, number, number],
): Promise<Float32Array> {
  const { query, key } = cuts;
  const means = new Float32Array(nHeads * nRows * nColumns);
  const nLast = query.total - (nRows - 1) * query.block;
  await eachRow(packed, stream, cuts, (row, at) => {
    const nQueries = (at + 1) % nRows === 0 ? nLast : query.block;
    for (let column = 0, token = 0; column < nColumns; column++) {
      let sum = 0;
      for (const end = Math.min(row.length, token + key.block); token < end; token++) {
        const code = row[token] ?? 0;
        sum += code * code;
      }
      const cell = at * nColumns + column;
      means[cell] = (means[cell] ?? 0) + sum / nQueries;
    }
  });
  return means;
}

/** @param take Given the codes of a query's row that is shown, and its place among the rows of all heads. */
async function eachRow(
  packed: PackedArray,
  stream: Uint8Array<ArrayBuffer>,
  { query }: Cuts,
  take: (row: Uint8Array, at: number) => void,
): Promise<void> {
  const [nHeads = 0, nQuery = 0, nKey = 0] = packed.shape;
  const row = new Uint8Array(nKey);
  const nShown = lengthOf(query);
  let [filled, number] = [0, 0];
  for await (const bytes of inflating(stream)) {
    for (let from = 0; from < bytes.length;) {
      const count = Math.min(nKey - filled, bytes.length - from);
      row.set(bytes.subarray(from, from + count), filled);
      [from, filled] = [from + count, filled + count];
      if (filled < nKey) continue;
      const place = placeOf(query, number % nQuery);
      if (place >= 0) take(row, Math.floor(number / nQuery) * nShown + place);
      [filled, number] = [0, number + 1];
    }
  }
  if (number !== nHeads * nQuery || filled > 0) {
    throw new Error(`array holds ${number} rows, its shape ${packed.shape.join(' × ')} needs ${nHeads * nQuery}`);
  }
}
