import { describe, expect, it, vi } from 'vitest';

import { openShard } from './shardBytes';
import { MissingPieceError } from './shardSource';

const bytes = Uint8Array.from({ length: 20 }, (_, at) => at);
const textOf = (start: number, end: number) => Buffer.from(bytes.slice(start, end)).toString('base64');
const TEXTS: Record<string, string> = { '5': textOf(0, 9), '5.1': textOf(9, 18), '5.2': textOf(18, 20) };

function source() {
  const load = vi.fn((name: string) => {
    const text = TEXTS[name];
    return text === undefined ? Promise.reject(new Error('no such file')) : Promise.resolve({ text, nPieces: 3 });
  });
  return Object.assign(load, { fileOf: (name: string) => `shards/${name}.js` });
}

describe('ShardBytes', () => {
  it.each([
    [0, 4],
    [8, 10],
    [9, 18],
    [3, 20],
    [19, 20],
    [9, 9],
  ])('gives the bytes from %i to %i, wherever pieces end', async (start, end) => {
    const shard = await openShard(source(), 5);
    expect(await shard.read(start, end)).toEqual(bytes.slice(start, end));
  });

  it('reads a piece when it is asked for, and once', async () => {
    const load = source();
    const shard = await openShard(load, 5);
    await shard.read(0, 9);
    expect(load.mock.calls).toEqual([['5']]);
    await Promise.all([shard.read(10, 12), shard.read(12, 14)]);
    expect(load.mock.calls).toEqual([['5'], ['5.1']]);
  });

  it('refuses what is past the end', async () => {
    const shard = await openShard(source(), 5);
    await expect(shard.read(15, 21)).rejects.toThrow('bytes 15 to 21 reach past the end');
  });

  it('says which file holds a byte', async () => {
    const shard = await openShard(source(), 5);
    expect([0, 8, 9, 19].map((place) => shard.fileAt(place))).toEqual([
      'shards/5.js',
      'shards/5.js',
      'shards/5.1.js',
      'shards/5.2.js',
    ]);
  });

  it('tries a piece that was missing again', async () => {
    const load = source();
    const shard = await openShard(load, 5);
    load.mockRejectedValueOnce(new Error('shards/5.1.js could not be loaded'));
    await expect(shard.read(9, 10)).rejects.toThrow(MissingPieceError);
    expect(await shard.read(9, 10)).toEqual(bytes.slice(9, 10));
  });

  it('says that the first is missing', async () => {
    await expect(openShard(source(), 6)).rejects.toThrow(new MissingPieceError('no such file'));
  });
});
