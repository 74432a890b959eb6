import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

import { inflate, inflateCodes, inflateCounts, inflateFloats, inflateVectors, valueTable } from './codec';
import type { PackedArray, VectorArray } from './payload';

const packed: PackedArray = { shape: [2, 3], encoding: 'sqrt-uint8-deflate', scale: 1, max_error: 0.004, data: '0' };
const deflated = (bytes: number[]) => new Uint8Array(deflateRawSync(Uint8Array.from(bytes)));

describe('valueTable', () => {
  it.each([
    [1, 0, 0],
    [1, 255, 1],
    [1, 51, 0.04],
    [2, 127.5 * 2, 2],
    [0.5, 102, 0.08],
  ])('with scale %d gives code %d the value %d', (scale, code, value) => {
    expect(valueTable(scale)[code]).toBeCloseTo(value, 6);
  });

  it('has 256 rising values', () => {
    const table = valueTable(1);
    expect(table).toHaveLength(256);
    expect([...table].sort((a, b) => a - b)).toEqual([...table]);
  });
});

describe('inflateCodes', () => {
  it('gives the bytes of a raw deflate stream', async () => {
    const codes = await inflateCodes(packed, deflated([0, 1, 2, 3, 254, 255]));
    expect([...codes]).toEqual([0, 1, 2, 3, 254, 255]);
  });

  it('refuses bytes that do not fill the shape', async () => {
    await expect(inflateCodes(packed, deflated([1, 2]))).rejects.toThrow('holds 2 bytes, its shape 2 × 3 needs 6');
  });

  it('refuses a damaged stream', async () => {
    await expect(inflate(Uint8Array.from([7, 7, 7]))).rejects.toThrow();
  });
});

describe('inflateVectors', () => {
  const scales = [...new Uint8Array(Float32Array.from([2, 0.5]).buffer)];
  const packedAs = (encoding: VectorArray['encoding']): VectorArray => ({
    shape: [2, 2],
    encoding,
    max_error: 0,
    data: '0',
  });

  it('reads scales and codes of two bytes', async () => {
    const codes = [0xff, 0x7f, 0x01, 0x80, 0, 0, 0xff, 0xff];
    const vectors = await inflateVectors(packedAs('row-int16-deflate'), deflated([...scales, ...codes]));
    expect([...vectors.scales]).toEqual([2, 0.5]);
    expect([...vectors.codes]).toEqual([32767, -32767, 0, -1]);
    expect(vectors.top).toBe(32767);
  });

  it('reads codes of three bytes', async () => {
    const codes = [0xff, 0xff, 0x7f, 0x01, 0x00, 0x80, 0, 0, 0, 0xfe, 0xff, 0xff];
    const vectors = await inflateVectors(packedAs('row-int24-deflate'), deflated([...scales, ...codes]));
    expect([...vectors.codes]).toEqual([8388607, -8388607, 0, -2]);
    expect(vectors.top).toBe(8388607);
  });

  it('refuses bytes that do not fill the shape', async () => {
    await expect(inflateVectors(packedAs('row-int16-deflate'), deflated(scales))).rejects.toThrow('needs 16');
  });
});

describe('inflateFloats', () => {
  it('gives the values as they were', async () => {
    const bytes = [...new Uint8Array(Float32Array.from([0.1, -3e8]).buffer)];
    const values = await inflateFloats({ shape: [2, 1], encoding: 'float32-deflate', data: '0' }, deflated(bytes));
    expect([...values]).toEqual([Math.fround(0.1), Math.fround(-3e8)]);
  });
});

describe('inflateCounts', () => {
  it.each([
    ['uint8-deflate', [3, 0, 255, 1]],
    ['uint16-deflate', [256, 1, 2, 65535]],
    ['uint32-deflate', [65536, 0, 7, 4294967295]],
  ] as const)('reads %s', async (encoding, values) => {
    const types = { 'uint8-deflate': Uint8Array, 'uint16-deflate': Uint16Array, 'uint32-deflate': Uint32Array };
    const bytes = [...new Uint8Array(types[encoding].from(values).buffer)];
    const counts = await inflateCounts({ shape: [2, 2], encoding, data: '0' }, deflated(bytes));
    expect([counts.shape, [...counts.values]]).toEqual([[2, 2], values]);
  });

  it('refuses bytes that do not fill the shape', async () => {
    const packedCounts = { shape: [3], encoding: 'uint16-deflate', data: '0' } as const;
    await expect(inflateCounts(packedCounts, deflated([1, 0]))).rejects.toThrow('needs 6');
  });
});
