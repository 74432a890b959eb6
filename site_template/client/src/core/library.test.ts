import { describe, expect, it, vi } from 'vitest';

import { container, document, entry, pieceOf, run, sequence } from './fixtures';
import { Library } from './library';

const shard = Buffer.from(container(document(run(sequence('a'))), [])).toString('base64');
const entries = ['a', 'b', 'c', 'd', 'e'].map((id) => entry(id));

describe('Library', () => {
  it('opens a document', async () => {
    const loaded = await new Library(entries, () => pieceOf(shard)).load(0);
    expect(loaded.document.id).toBe('fox');
  });

  it('reads a document once while it is kept', async () => {
    const source = vi.fn(() => pieceOf(shard));
    const library = new Library(entries, source);
    for (const index of [0, 1, 0, 2, 3, 0]) await library.load(index);
    expect(source.mock.calls.flat()).toEqual(['0', '1', '2', '3']);
  });

  it('lets go of the one used longest ago', async () => {
    const source = vi.fn(() => pieceOf(shard));
    const library = new Library(entries, source);
    for (const index of [0, 1, 2, 0, 3, 4, 0, 1]) await library.load(index);
    expect(source.mock.calls.flat()).toEqual(['0', '1', '2', '3', '4', '1']);
  });

  it('glances at a document without keeping it', async () => {
    const source = vi.fn(() => pieceOf(shard));
    const library = new Library(entries, source);
    for (const index of [0, 1, 2, 3]) await library.load(index);
    for (const index of [4, 4, 0]) await library.glance(index);
    await library.load(0);
    expect(source.mock.calls.flat()).toEqual(['0', '1', '2', '3', '4', '4']);
  });

  it('names a document that is missing, and tries it again when asked again', async () => {
    const source = vi.fn(() => Promise.reject(new Error('the page ends before shard-0')));
    const library = new Library([entry('x', { title: 'A fox' })], source);
    await expect(library.load(0)).rejects.toThrow('“A fox” (x) is missing: the page ends before shard-0.');
    await expect(library.load(0)).rejects.toThrow();
    expect(source).toHaveBeenCalledTimes(2);
  });

  it.each(['', 'AAAA', '*', shard.slice(0, 40)])('names a document whose text is %j', async (text) => {
    const library = new Library(entries, () => pieceOf(text));
    await expect(library.load(1)).rejects.toThrow('The document b is damaged');
  });

  it('names the file of what is damaged', async () => {
    const source = Object.assign(() => pieceOf('AAAA'), { fileOf: (name: string) => `shards/${name}.js` });
    await expect(new Library(entries, source).load(1)).rejects.toThrow(
      'The document b is damaged in shards/1.js. Build or copy this page again.',
    );
  });

  it('has no document of a number past the end', async () => {
    await expect(new Library([], () => pieceOf(shard)).load(0)).rejects.toThrow('no document number 0');
  });
});
