import { deflateRawSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { valueTable } from './codec';
import type { Cut } from './cut';
import type { PackedArray } from './payload';
import { reduceCodes } from './reduce';

const [N_HEADS, N_QUERY, N_KEY] = [2, 5, 7];
const codes = Uint8Array.from({ length: N_HEADS * N_QUERY * N_KEY }, (_, at) => (at * 37) % 90);
const packed: PackedArray = {
  shape: [N_HEADS, N_QUERY, N_KEY],
  encoding: 'sqrt-uint8-deflate',
  scale: 1,
  max_error: 0.004,
  data: '0',
};
const blob = () => Promise.resolve(new Uint8Array(deflateRawSync(codes)));

const cut = (total: number, start: number, end: number, block: number): Cut => ({ total, start, end, block });
const valueAt = (head: number, query: number, key: number) =>
  valueTable(1)[codes[(head * N_QUERY + query) * N_KEY + key] ?? 0] ?? 0;
const range = (start: number, end: number) => Array.from({ length: end - start }, (_, at) => start + at);

describe('reduceCodes', () => {
  it('keeps the codes of a window as they are', async () => {
    const reduced = await reduceCodes(packed, blob, { query: cut(5, 1, 4, 1), key: cut(7, 2, 6, 1) });
    const expected = range(0, 2).flatMap((head) =>
      range(1, 4).flatMap((query) => range(2, 6).map((key) => codes[(head * N_QUERY + query) * N_KEY + key])),
    );
    expect([...reduced.codes]).toEqual(expected);
    expect(reduced).toMatchObject({ maxError: 0.004, blur: 1 });
  });

  it('gives of blocks the mean over queries of the sum over keys, within the error that it names', async () => {
    const reduced = await reduceCodes(packed, blob, { query: cut(5, 0, 5, 2), key: cut(7, 0, 7, 3) });
    const table = valueTable(1);
    const blocks = [range(0, 2), range(2, 4), range(4, 5)];
    const columns = [range(0, 3), range(3, 6), range(6, 7)];
    const expected = range(0, 2).flatMap((head) =>
      blocks.flatMap((queries) =>
        columns.map((keys) => {
          const weights = queries.flatMap((query) => keys.map((key) => valueAt(head, query, key)));
          return weights.reduce((sum, weight) => sum + weight, 0) / queries.length;
        }),
      ),
    );
    const errors = expected.map((value, at) => Math.abs(value - (table[reduced.codes[at] ?? 0] ?? 0)));
    expect(reduced.codes).toHaveLength(expected.length);
    expect(Math.max(...errors)).toBeLessThan(0.004);
    expect(reduced).toMatchObject({ maxError: 0.016, blur: 4 });
  });

  it('notices that bytes do not fill the shape', async () => {
    const cuts = { query: cut(6, 0, 6, 2), key: cut(7, 0, 7, 2) };
    await expect(reduceCodes({ ...packed, shape: [2, 6, 7] }, blob, cuts)).rejects.toThrow('needs 84');
  });

  it('rejects damaged bytes', async () => {
    const damaged = async () => (await blob()).slice(0, -3);
    const cuts = { query: cut(5, 0, 5, 2), key: cut(7, 0, 7, 2) };
    await expect(reduceCodes(packed, damaged, cuts)).rejects.toThrow();
  });

  it('reads the tiles that are shown, and no others', async () => {
    const [nQuery, nKey] = [300, 520];
    const whole = Uint8Array.from({ length: nQuery * nKey }, (_, at) => (at * 37) % 91);
    const tiles = [0, 256].flatMap((top) =>
      [0, 256, 512].map((left) => {
        const rows = range(top, Math.min(nQuery, top + 256));
        const columns = range(left, Math.min(nKey, left + 256));
        return Uint8Array.from(rows.flatMap((row) => columns.map((column) => whole[row * nKey + column] ?? 0)));
      }),
    );
    const read: string[] = [];
    const tile = (number: string) => {
      read.push(number);
      return Promise.resolve(new Uint8Array(deflateRawSync(tiles[Number(number) - 4] ?? new Uint8Array())));
    };
    const tiled = { ...packed, shape: [1, nQuery, nKey], data: '4 5 6 7 8 9' };
    const window = { query: cut(nQuery, 0, nQuery, 1), key: cut(nKey, 200, 456, 1) };
    const expected = range(0, nQuery).flatMap((row) => [...whole.slice(row * nKey + 200, row * nKey + 456)]);
    expect([...(await reduceCodes(tiled, tile, window)).codes]).toEqual(expected);
    expect(read).toEqual(['4', '5', '7', '8']);

    const blocks = { query: cut(nQuery, 0, nQuery, 7), key: cut(nKey, 0, nKey, 3) };
    const plain = { ...tiled, data: '0' };
    const one = () => Promise.resolve(new Uint8Array(deflateRawSync(whole)));
    expect(await reduceCodes(tiled, tile, blocks)).toEqual(await reduceCodes(plain, one, blocks));
  });
});
