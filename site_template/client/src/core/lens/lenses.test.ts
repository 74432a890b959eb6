import { describe, expect, it, vi } from 'vitest';

import { goldenEntries, goldenIndex, goldenLayer, goldenLenses, goldenShards } from './lensFixtures';
import { Lenses } from './lenses';
import { pieceOf } from '../fixtures';

describe('Lenses', () => {
  it('says of which models there is a lens', () => {
    const lenses = goldenLenses();
    expect([lenses.has('m0'), lenses.has('m1'), lenses.has('m2')]).toEqual([true, true, false]);
  });

  it('numbers each index before its layers, after the documents and corpora', async () => {
    const shards = goldenShards();
    const source = vi.fn((name: string) => pieceOf(shards[Number(name) - 7] ?? ''));
    const lenses = new Lenses(goldenEntries(), 7, source);
    await lenses.index('m1');
    await lenses.layer('m1', 'cross', 0);
    const before = 7 + 1 + (goldenEntries()[0]?.layers.length ?? 0);
    const place = goldenEntries()[1]?.layers.findIndex(({ kind, layer }) => kind === 'cross' && layer === 0) ?? -1;
    expect(source.mock.calls).toEqual([[String(before)], [String(before + 1 + place)]]);
  });

  it('reads an index with its examples', async () => {
    const { index, examples } = await goldenLenses().index('m0');
    expect(index.heads).toEqual(goldenIndex().heads);
    expect(examples.map(({ shape }) => shape)).toEqual(goldenIndex().sequences.map((each) => each.examples.shape));
  });

  it('reads a layer with its arrays, once', async () => {
    const lenses = goldenLenses();
    const layer = await lenses.layer('m0', 'encoder', 1);
    expect(layer?.payload.layer).toBe(1);
    expect(layer?.query.sizes.shape).toEqual(goldenLayer('lens/m0/encoder-1.json').query.sizes.shape);
    expect(await lenses.layer('m0', 'encoder', 1)).toBe(layer);
  });

  it.each([
    ['m0', 'cross', 0],
    ['m0', 'encoder', 9],
    ['m7', 'encoder', 0],
  ] as const)('has nothing for %s, %s, layer %d', async (model, kind, layer) => {
    expect(await goldenLenses().layer(model, kind, layer)).toBeNull();
  });

  it('says in one line that a shard is damaged, and tries again', async () => {
    const texts = ['AAAA', goldenShards()[0] ?? ''];
    const lenses = new Lenses(goldenEntries(), 0, () => pieceOf(texts.shift() ?? ''));
    const sentence = 'The index of HeadLens (lens/m0/index.json) is damaged. Build or copy this page again.';
    await expect(lenses.index('m0')).rejects.toThrow(sentence);
    await expect(lenses.index('m0')).resolves.toBeDefined();
  });

  it('names the layer whose shard is of another kind', async () => {
    const lenses = new Lenses(goldenEntries(), 0, () => pieceOf(goldenShards()[0] ?? ''));
    await expect(lenses.layer('m0', 'encoder', 1)).rejects.toThrow(
      'HeadLens of layer 1 (lens/m0/encoder-1.json) is damaged',
    );
  });
});
