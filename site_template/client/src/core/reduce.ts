/** Attention cut down while it is inflated: of a long document's layer, more than is shown is never in memory. */

import type { Blobs } from './container';
import { inflateCodes } from './codec';
import { lengthOf, SHOWN, type Cut } from './cut';
import type { Cuts } from './excerpt';
import type { PackedArray } from './payload';

const LEVELS = 255;

/** Milliseconds of inflating after which the page gets a turn. */
const PATIENCE = 16;

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
 * @throws {Error} If the bytes of a tile do not fill it, or could not be had.
 */
export async function reduceCodes(packed: PackedArray, blob: Blobs['blob'], cuts: Cuts): Promise<Reduced> {
  const { query, key } = cuts;
  const size = (packed.shape[0] ?? 0) * lengthOf(query) * lengthOf(key);
  if (query.block === 1 && key.block === 1) {
    const codes = new Uint8Array(size);
    for await (const tile of tilesOf(packed, blob, cuts)) copyShown(tile, cuts, codes);
    return { codes, maxError: packed.max_error, blur: 1 };
  }
  const squares = new Float32Array(size);
  for await (const tile of tilesOf(packed, blob, cuts)) addSquares(tile, cuts, squares);
  // A loop: `Uint8Array.from` would go through an iterator, several times as slowly.
  const codes = new Uint8Array(size);
  for (let at = 0; at < size; at++) codes[at] = Math.min(LEVELS, Math.round(Math.sqrt(squares[at] ?? 0)));
  const blur = key.block + 1;
  return { codes, maxError: Math.min(packed.scale, packed.max_error * blur), blur };
}

/** All heads of some queries and keys. */
interface Tile {
  nHeads: number;
  /** The first query and the first key. */
  query: number;
  key: number;
  nQuery: number;
  nKey: number;
  /** Axes (head, query, key), row-major. */
  codes: Uint8Array;
}

/** The tiles that hold something of what is shown; an array that is not in tiles is one. */
async function* tilesOf(packed: PackedArray, blob: Blobs['blob'], { query, key }: Cuts): AsyncGenerator<Tile> {
  const [nHeads = 0, nQueries = 0, nKeys = 0] = packed.shape;
  const numbers = packed.data.split(' ');
  const side = numbers.length > 1 ? SHOWN : Math.max(nQueries, nKeys);
  const perRow = Math.ceil(nKeys / side);
  let since = performance.now();
  for (const [at, number] of numbers.entries()) {
    const [top, left] = [Math.floor(at / perRow) * side, (at % perRow) * side];
    const [nQuery, nKey] = [Math.min(side, nQueries - top), Math.min(side, nKeys - left)];
    if (!meets(query, top, nQuery) || !meets(key, left, nKey)) continue;
    const codes = await inflateCodes({ ...packed, shape: [nHeads, nQuery, nKey] }, await blob(number));
    yield { nHeads, query: top, key: left, nQuery, nKey, codes };
    if (performance.now() - since < PATIENCE) continue;
    await new Promise((resume) => setTimeout(resume));
    since = performance.now();
  }
}

const meets = ({ start, end }: Cut, first: number, n: number) => first < end && first + n > start;

/** Copy what is shown of a tile; every token is shown by itself. */
function copyShown(tile: Tile, { query, key }: Cuts, target: Uint8Array): void {
  const [nRows, nColumns] = [lengthOf(query), lengthOf(key)];
  const [from, to] = [Math.max(key.start, tile.key), Math.min(key.end, tile.key + tile.nKey)];
  for (let head = 0; head < tile.nHeads; head++) {
    for (let row = 0; row < tile.nQuery; row++) {
      const shown = tile.query + row - query.start;
      if (shown < 0 || shown >= nRows) continue;
      const start = (head * tile.nQuery + row) * tile.nKey - tile.key;
      target.set(tile.codes.subarray(start + from, start + to), (head * nRows + shown) * nColumns + from - key.start);
    }
  }
}

/** Add the squares of a tile's codes, which are what weights are in proportion to, to the means of the blocks' sums. */
function addSquares(tile: Tile, { query, key }: Cuts, means: Float32Array): void {
  const [nRows, nColumns] = [lengthOf(query), lengthOf(key)];
  const nLast = query.total - (nRows - 1) * query.block;
  const end = tile.key + tile.nKey;
  for (let head = 0; head < tile.nHeads; head++) {
    for (let at = 0; at < tile.nQuery; at++) {
      const row = Math.floor((tile.query + at) / query.block);
      const nQueries = row === nRows - 1 ? nLast : query.block;
      const start = (head * tile.nQuery + at) * tile.nKey - tile.key;
      for (let token = tile.key; token < end;) {
        const column = Math.floor(token / key.block);
        let sum = 0;
        for (const last = Math.min(end, (column + 1) * key.block); token < last; token++) {
          const code = tile.codes[start + token] ?? 0;
          sum += code * code;
        }
        const cell = (head * nRows + row) * nColumns + column;
        means[cell] = (means[cell] ?? 0) + sum / nQueries;
      }
    }
  }
}
