import { describe, expect, it, vi } from 'vitest';

import { corpusContainer, pieceOf } from './fixtures';
import type { Corpus } from './payload';
import { Shards } from './shards';
import type { Piece } from './shardSource';

const corpus = { schema_version: 1, model: 'm0', n_documents: 7, patterns: [] } satisfies Corpus;
const shard = Buffer.from(corpusContainer(corpus, [])).toString('base64');

describe('Shards', () => {
  it('opens a shard once', async () => {
    const open = vi.fn(({ content }: { content: Corpus }) => content.n_documents);
    const shards = new Shards(() => pieceOf(shard), 'corpus', open);
    expect([await shards.get(3, 'It'), await shards.get(3, 'It')]).toEqual([7, 7]);
    expect(open).toHaveBeenCalledTimes(1);
  });

  it('names what is missing, and what holds something else', async () => {
    const source = vi.fn(() => Promise.reject<Piece>(new Error('shards/3.js could not be loaded')));
    const shards = new Shards(source, 'statistics', () => 0);
    await expect(shards.get(3, 'It')).rejects.toThrow('It is missing: shards/3.js could not be loaded.');
    source.mockReturnValue(pieceOf(shard));
    await expect(shards.get(3, 'It')).rejects.toThrow('It is damaged. Build or copy this page again.');
  });

  it('names the file of what is damaged', async () => {
    const source = Object.assign(() => pieceOf('AAAA'), { fileOf: (name: string) => `shards/${name}.js` });
    await expect(new Shards(source, 'corpus', () => 0).get(3, 'It')).rejects.toThrow('It is damaged in shards/3.js.');
  });

  it('opens anew after a part of it could not be read', async () => {
    const source = vi.fn(() => pieceOf(shard));
    const shards = new Shards(source, 'corpus', ({ content }) => content);
    const broken = () => Promise.reject(new Error('array 0 is not what was written'));
    await expect(shards.use(3, 'It', broken)).rejects.toThrow('It is damaged.');
    expect(await shards.use(3, 'It', (content) => Promise.resolve(content.model))).toBe('m0');
    expect(source).toHaveBeenCalledTimes(2);
  });
});
