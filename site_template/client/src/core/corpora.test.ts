import { describe, expect, it, vi } from 'vitest';

import { Corpora } from './corpora';
import { corpusContainer } from './fixtures';
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

describe('Corpora', () => {
  it('reads the shard after the documents and those of earlier models, once', async () => {
    const source = vi.fn(() => Promise.resolve(shard));
    const corpora = new Corpora(entries, 10, source);
    await corpora.patterns('m0', 'encoder');
    await corpora.patterns('m0', 'encoder');
    expect(source.mock.calls).toEqual([[11]]);
  });

  it('gives the patterns of each layer', async () => {
    const patterns = await new Corpora(entries, 0, () => Promise.resolve(shard)).patterns('m0', 'encoder');
    expect(patterns?.nDocuments).toBe(7);
    expect(patterns?.codes[0]).toMatchObject({ layer: 2, heads: [5], nQuery: 2, codes: Uint8Array.of(255, 0, 0, 255) });
  });

  it('has none of a kind that the model lacks', async () => {
    expect(await new Corpora(entries, 0, () => Promise.resolve(shard)).patterns('m0', 'cross')).toBeNull();
  });

  it.each([
    ['m0', true],
    ['m7', false],
  ])('knows whether there is one of %s', (model, has) => {
    expect(new Corpora(entries, 0, () => Promise.resolve(shard)).has(model)).toBe(has);
  });

  it('says that it is damaged, and tries again when asked again', async () => {
    const source = vi.fn(() => Promise.resolve('AAAA'));
    const corpora = new Corpora(entries, 0, source);
    await expect(corpora.patterns('m0', 'encoder')).rejects.toThrow('cannot be read. Build or copy this page again.');
    await expect(corpora.patterns('m0', 'encoder')).rejects.toThrow();
    expect(source).toHaveBeenCalledTimes(2);
  });
});
