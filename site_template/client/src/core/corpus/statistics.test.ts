import { deflateRawSync } from 'node:zlib';

import { describe, expect, it, vi } from 'vitest';

import { exportContainer, pieceOf } from '../fixtures';
import { Comparisons } from './comparisons';
import { CorpusStatistics } from './statistics';

const base64 = (bytes: ArrayBufferView) =>
  deflateRawSync(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)).toString('base64');
const counts = (shape: number[], ...values: number[]) => ({
  shape,
  encoding: 'uint8-deflate',
  data: base64(Uint8Array.from(values)),
});
const packed = (shape: number[], ...codes: number[]) => ({
  shape,
  encoding: 'sqrt-uint8-deflate',
  scale: 1,
  max_error: 0.004,
  data: base64(Uint8Array.from(codes)),
});
const floats = (...values: number[]) => ({
  shape: [values.length],
  encoding: 'float32-deflate',
  data: base64(Float32Array.from(values)),
});
/** One vector of the scale 1. */
const vector = (shape: number[], ...codes: number[]) => {
  const bytes = Buffer.concat([Buffer.from(Float32Array.of(1).buffer), Buffer.from(Int16Array.from(codes).buffer)]);
  return { shape, encoding: 'row-int16-deflate', max_error: 0.001, data: base64(bytes) };
};

const scores = {
  quantity: 'received',
  means: vector([1, 1, 2], 32767, 0),
  deviations: packed([1, 1, 2], 0, 255),
  peaks: packed([1, 1, 2], 255, 255),
  fuji: vector([1, 1, 1], 32767),
  jaccard: vector([1, 1, 1], 32767),
  pearson: vector([1, 1, 1], 32767),
  order: counts([1, 1], 0),
  contexts: packed([1, 1], 255),
};
const statistics = {
  schema_version: 1,
  model: 'm1',
  groups: [{ by: 'all', name: null, n_documents: 2 }],
  parts: [
    {
      kind: 'cross',
      heads: [[0, 0]],
      counts: counts([1, 2], 5, 3),
      contexts: counts([1, 3], 0, 1, 2),
      scores: [scores],
    },
  ],
  flows: { documents: counts([1], 0), starts: counts([1], 0), edges: counts([4, 1], 0, 1, 1, 7) },
};
const comparison = {
  schema_version: 1,
  models: ['m0', 'm1'],
  documents: counts([1], 4),
  class_sizes: counts([1, 1], 9),
  parts: [
    {
      kind: 'encoder',
      moved: packed([1, 1], 255),
      root_moved: null,
      received: [floats(0.5), floats(1)],
      edges: [floats(2), floats(3)],
    },
  ],
};

const textOf = (kind: string, payload: object) => Buffer.from(exportContainer(kind, payload)).toString('base64');

describe('CorpusStatistics', () => {
  const entries = ['m0', 'm1'].map((model) => ({ model, file: `statistics/${model}.json` }));
  const source = vi.fn(() => pieceOf(textOf('statistics', statistics)));
  const loader = new CorpusStatistics(entries, 10, source);

  it('says of which models there are any', () => {
    expect([loader.has('m1'), loader.has('m2')]).toEqual([true, false]);
  });

  it('reads a quantity of a kind of attention, from the shard of the model', async () => {
    const tokens = await loader.tokens('m1', 'cross', 'received');
    expect(source.mock.calls).toEqual([['11']]);
    expect(tokens?.counts.values).toEqual(Uint8Array.of(5, 3));
    expect(tokens?.contexts.shape).toEqual([1, 3]);
    expect(tokens?.scores.means.codes).toEqual(Int16Array.of(32767, 0));
    expect(tokens?.scores.deviations.table[255]).toBe(1);
  });

  it('gives what there is where a quantity is not, and nothing for a kind that is not there', async () => {
    expect((await loader.tokens('m1', 'cross', 'self'))?.scores.quantity).toBe('received');
    expect(await loader.tokens('m1', 'encoder', 'received')).toBeNull();
  });

  it('inflates once', async () => {
    const [one, other] = [await loader.tokens('m1', 'cross', 'received'), await loader.tokens('m1', 'cross', 'self')];
    expect(one?.scores).toBe(other?.scores);
  });

  it('reads flows', async () => {
    expect((await loader.flows('m1')).edges.values).toEqual(Uint8Array.of(0, 1, 1, 7));
  });

  it('names the file that is damaged', async () => {
    const broken = new CorpusStatistics(entries, 0, () => pieceOf('AAAA'));
    await expect(broken.payload('m0')).rejects.toThrow(
      'The statistics over all documents (statistics/m0.json) is damaged. Build or copy this page again.',
    );
  });
});

describe('Comparisons', () => {
  const entries = [{ models: ['m0', 'm1'] as [string, string], file: 'comparisons/m0-m1.json' }];
  const source = vi.fn(() => pieceOf(textOf('comparison', comparison)));
  const loader = new Comparisons(entries, 20, source);

  it.each([
    ['m0', 'm1'],
    ['m1', 'm0'],
  ])('finds that of %s and %s', async (one, other) => {
    const found = await loader.of(one, other);
    expect(found?.payload.models).toEqual(['m0', 'm1']);
    expect(found?.documents.values).toEqual(Uint8Array.of(4));
    expect(found?.parts[0]?.received).toEqual([Float32Array.of(0.5), Float32Array.of(1)]);
    expect(found?.parts[0]?.rootMoved).toBeNull();
    expect(source.mock.calls).toEqual([['20']]);
  });

  it('says why two models were not compared, in either order', () => {
    const uncompared = [{ models: ['m0', 'm2'] as [string, string], reason: 'their tokenizers differ' }];
    const other = new Comparisons(entries, 20, source, uncompared);
    expect(other.whyNot('m0', 'm2')).toBe('their tokenizers differ');
    expect(other.whyNot('m2', 'm0')).toBe('their tokenizers differ');
    expect(other.whyNot('m0', 'm1')).toBeNull();
  });

  it.each([
    ['m0', 'm2'],
    ['m0', 'm0'],
  ])('has none of %s and %s', async (one, other) => {
    expect(await loader.of(one, other)).toBeNull();
  });
});
