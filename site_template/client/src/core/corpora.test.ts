import { describe, expect, it, vi } from 'vitest';

import { Corpora } from './corpora';
import { corpusContainer, pieceOf } from './fixtures';
import type { Corpus } from './payload';

const corpus: Corpus = {
  schema_version: 1,
  model: 'm0',
  n_documents: 7,
  patterns: [
    {
      kind: 'encoder',
      linkages: [],
      layers: [
        {
          layer: 2,
          heads: [5],
          linkages: [],
          patterns: { shape: [1, 2, 2], encoding: 'sqrt-uint8-deflate', scale: 1, max_error: 0.004, data: '0' },
        },
      ],
    },
  ],
};
const shard = Buffer.from(corpusContainer(corpus, [Uint8Array.of(255, 0, 0, 255)])).toString('base64');
const entries = [
  { model: 'm1', file: 'corpus/m1.json' },
  { model: 'm0', file: 'corpus/m0.json' },
];

/** The last byte of the last array, changed. */
function spoilt(text: string): string {
  const bytes = Buffer.from(text, 'base64');
  bytes.writeUInt8(255 - (bytes.at(-1) ?? 0), bytes.length - 1);
  return bytes.toString('base64');
}

describe('Corpora', () => {
  it('reads the shard after the documents and those of earlier models, once', async () => {
    const source = vi.fn(() => pieceOf(shard));
    const corpora = new Corpora(entries, 10, source);
    await corpora.patterns('m0', 'encoder');
    await corpora.patterns('m0', 'encoder');
    expect(source.mock.calls).toEqual([['11']]);
  });

  it('gives the patterns of each layer', async () => {
    const patterns = await new Corpora(entries, 0, () => pieceOf(shard)).patterns('m0', 'encoder');
    expect(patterns?.nDocuments).toBe(7);
    expect(patterns?.codes[0]).toMatchObject({ layer: 2, heads: [5], nQuery: 2, codes: Uint8Array.of(255, 0, 0, 255) });
  });

  it('has none of a kind that the model lacks', async () => {
    expect(await new Corpora(entries, 0, () => pieceOf(shard)).patterns('m0', 'cross')).toBeNull();
  });

  it.each([
    ['m0', true],
    ['m7', false],
  ])('knows whether there is one of %s', (model, has) => {
    expect(new Corpora(entries, 0, () => pieceOf(shard)).has(model)).toBe(has);
  });

  it.each([
    ['the header', 'AAAA'],
    ['an array', spoilt(shard)],
  ])('names the file of which %s is damaged, and tries again when asked again', async (_, text) => {
    const source = vi.fn(() => pieceOf(text));
    const corpora = new Corpora(entries, 0, source);
    await expect(corpora.patterns('m0', 'encoder')).rejects.toThrow(
      /^What was computed over all documents \(corpus\/m0\.json\) is damaged\. Build or copy this page again\.$/,
    );
    source.mockReturnValue(pieceOf(shard));
    await expect(corpora.patterns('m0', 'encoder')).resolves.toMatchObject({ nDocuments: 7 });
  });

  it('names the file that is missing', async () => {
    const source = () => Promise.reject(new Error('shards/11.js could not be loaded'));
    await expect(new Corpora(entries, 10, source).patterns('m0', 'encoder')).rejects.toThrow(
      'What was computed over all documents (corpus/m0.json) is missing: shards/11.js could not be loaded.',
    );
  });
});
