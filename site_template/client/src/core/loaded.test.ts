import { describe, expect, it } from 'vitest';

import { attention, container, document, run, sequence } from './fixtures';
import { readContainer } from './container';
import { openDocument } from './loaded';
import type { HeadVectors } from './payload';
import { ShardBytes } from './shardBytes';

const content = document(run(sequence('a', 'b'), attention('encoder', [0, 5], [2], 2)));
const arrays = [Uint8Array.from([255, 0, 0, 255]), Uint8Array.from([1, 2, 3])];

async function opened() {
  return openDocument(await readContainer(new ShardBytes(container(content, arrays))));
}

describe('openDocument', () => {
  it('inflates a layer with its heads, lengths and values', async () => {
    const layer = await (await opened()).layerCodes('m0', 'encoder', 0);
    expect(layer).toMatchObject({ layer: 0, heads: [2], nQuery: 2, nKey: 2, codes: arrays[0], maxError: 0.004 });
    expect(layer.table[255]).toBe(1);
  });

  it('inflates a layer once', async () => {
    const loaded = await opened();
    expect(loaded.layerCodes('m0', 'encoder', 0)).toBe(loaded.layerCodes('m0', 'encoder', 0));
  });

  it.each([
    ['m0', 'encoder', 1],
    ['m0', 'cross', 0],
    ['m9', 'encoder', 0],
  ] as const)('has nothing for %s, %s, layer %d', async (model, kind, layer) => {
    await expect((await opened()).layerCodes(model, kind, layer)).rejects.toThrow('fox has no');
  });

  it('names the layer that is damaged', async () => {
    const loaded = await opened();
    await expect(loaded.layerCodes('m0', 'encoder', 5)).rejects.toThrow('Layer 5 of the document fox is damaged.');
  });

  it('names the file that the layer is damaged in', async () => {
    const loaded = openDocument(await readContainer(new ShardBytes(container(content, arrays))), 'shards/7.js');
    await expect(loaded.layerCodes('m0', 'encoder', 5)).rejects.toThrow('fox is damaged in shards/7.js.');
  });
});

describe('importedVectors', () => {
  const values = (data: string) => ({ shape: [2], encoding: 'float32-deflate', data }) as const;
  const vector = { name: 'warm', color: null, visible: null, values: values('0') };
  const block = (data: string) => {
    return { name: null, visible: null, start: 1, end: 3, vectors: [{ ...vector, values: values(data) }] };
  };
  const imported = (data: string) => {
    const vectors = { blocks: [block(data)], highlight_block: null, highlight_vectors: [] };
    return document({ ...run(sequence('a', 'b', 'c')), vectors });
  };
  const bytes = [new Uint8Array(Float32Array.of(0.5, -1).buffer), Uint8Array.of(1, 2, 3)];
  const open = async (data: string) =>
    openDocument(await readContainer(new ShardBytes(container(imported(data), bytes))));

  it('come inflated, once', async () => {
    const loaded = await open('0');
    const [found] = (await loaded.importedVectors('m0')) ?? [];
    expect(found).toMatchObject({ block: 0, place: 0, start: 1, values: Float32Array.of(0.5, -1) });
    expect(loaded.importedVectors('m0')).toBe(loaded.importedVectors('m0'));
  });

  it('are null where there is attention', async () => {
    await expect((await opened()).importedVectors('m0')).resolves.toBeNull();
  });

  it('that are damaged are named', async () => {
    await expect((await open('1')).importedVectors('m0')).rejects.toThrow('The vectors of fox are damaged');
  });
});

describe('layerVectors', () => {
  const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
  const vectorsAt = (data: string) =>
    ({ shape: [1, 1, 2], encoding: 'row-int16-deflate', max_error: 0, data }) as const;
  const vectors: HeadVectors = {
    query: vectorsAt('0'),
    key: vectorsAt('0'),
    value: vectorsAt('0'),
    key_heads: [0],
    rotated: false,
    scaling: 1,
    soft_cap: null,
    offset_bias: { shape: [1, 1], encoding: 'float32-deflate', data: '1' },
    key_bias: null,
    pair_terms: null,
    outside: null,
    visible_back: null,
    visible_ahead: null,
    max_error: 0,
  };
  const encoder = attention('encoder', [3], [2], 1);
  const withVectors = { ...encoder, layers: encoder.layers.map((layer) => ({ ...layer, vectors })) };
  const blobs = [Uint8Array.of(...floats(2), 255, 127, 0, 0), floats(0.25)];

  it('inflates the arrays of a layer', async () => {
    const loaded = openDocument(
      await readContainer(new ShardBytes(container(document(run(sequence('a'), withVectors)), blobs))),
    );
    const layer = await loaded.layerVectors('m0', 'encoder', 3);
    expect([...(layer?.query.codes ?? [])]).toEqual([32767, 0]);
    expect([...(layer?.offsetBias ?? [])]).toEqual([0.25]);
    expect(layer).toMatchObject({ layer: 3, heads: [2], pairTerms: null });
  });

  it('gives null where the export has none', async () => {
    expect(await (await opened()).layerVectors('m0', 'encoder', 0)).toBeNull();
  });
});

describe('tokenClusters', () => {
  const counts = (shape: number[], data: string) => ({ shape, encoding: 'uint8-deflate', data }) as const;
  const lens = { query: counts([1, 2], '0'), key: counts([1, 2], '1'), value: counts([1, 2], '2') };
  const encoder = attention('encoder', [3], [2], 2);
  const withLens = { ...encoder, layers: encoder.layers.map((layer) => ({ ...layer, lens })) };
  const blobs = [Uint8Array.of(4, 0), Uint8Array.of(1, 2), Uint8Array.of(0, 3)];

  it('inflates the clusters of a layer', async () => {
    const loaded = openDocument(
      await readContainer(new ShardBytes(container(document(run(sequence('a', 'b'), withLens)), blobs))),
    );
    const clusters = await loaded.tokenClusters('m0', 'encoder', 3);
    expect(clusters?.heads).toEqual([2]);
    expect([clusters?.query, clusters?.key, clusters?.value].map((each) => [...(each?.values ?? [])])).toEqual([
      [4, 0],
      [1, 2],
      [0, 3],
    ]);
  });

  it('gives null without a lens', async () => {
    expect(await (await opened()).tokenClusters('m0', 'encoder', 0)).toBeNull();
  });
});
