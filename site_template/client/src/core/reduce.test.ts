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
const stream = new Uint8Array(deflateRawSync(codes));

const cut = (total: number, start: number, end: number, block: number): Cut => ({ total, start, end, block });
const valueAt = (head: number, query: number, key: number) =>
  valueTable(1)[codes[(head * N_QUERY + query) * N_KEY + key] ?? 0] ?? 0;
const range = (start: number, end: number) => Array.from({ length: end - start }, (_, at) => start + at);

describe('reduceCodes', () => {
  it('keeps the codes of a window as they are', async () => {
    const reduced = await reduceCodes(packed, stream, { query: cut(5, 1, 4, 1), key: cut(7, 2, 6, 1) });
    const expected = range(0, 2).flatMap((head) =>
      range(1, 4).flatMap((query) => range(2, 6).map((key) => codes[(head * N_QUERY + query) * N_KEY + key])),
    );
    expect([...reduced.codes]).toEqual(expected);
    expect(reduced).toMatchObject({ maxError: 0.004, blur: 1 });
  });

  it('gives of blocks the mean over queries of the sum over keys, within the error that it names', async () => {
    const reduced = await reduceCodes(packed, stream, { query: cut(5, 0, 5, 2), key: cut(7, 0, 7, 3) });
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
    await expect(reduceCodes({ ...packed, shape: [2, 6, 7] }, stream, cuts)).rejects.toThrow('needs 12');
  });

  it('rejects damaged bytes', async () => {
    const damaged = stream.slice(0, stream.length - 3);
    const cuts = { query: cut(5, 0, 5, 2), key: cut(7, 0, 7, 2) };
    await expect(reduceCodes(packed, damaged, cuts)).rejects.toThrow();
  });
});
