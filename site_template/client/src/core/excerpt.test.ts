import { describe, expect, it } from 'vitest';

import { readContainer } from './container';
import { LONGEST, SHOWN } from './cut';
import { cutDocument, cutSequence, isLong } from './excerpt';
import { attention, container, document, run, sequence } from './fixtures';
import { openDocument } from './loaded';
import type { HeadVectors, LoadedDocument } from './payload';
import { ShardBytes } from './shardBytes';

const N_TOKENS = LONGEST + 200;
const long = sequence('[CLS]', ...Array.from({ length: N_TOKENS - 1 }, (_, at) => `w${at + 1}`));
const short = document(run(sequence('a', 'b'), attention('encoder', [0], [0], 2)));
const whole = document(run(long, attention('encoder', [0], [0], N_TOKENS)));

describe('isLong', () => {
  it('is a document of more tokens than are shown at once', () => {
    expect([isLong(short), isLong(whole)]).toEqual([false, true]);
  });

  it('is no document without attention, which is shown as a whole', () => {
    expect(isLong(document(run(long)))).toBe(false);
    expect(cutDocument(document(run(long)), 0).runs[0]?.source).toBe(long);
  });
});

describe('cutSequence', () => {
  it('keeps the tokens of a window and counts the others', () => {
    const cut = cutSequence(long, { total: N_TOKENS, start: 300, end: 303, block: 1 });
    expect(cut).toMatchObject({ tokens: ['w300', 'w301', 'w302'], n_before: 300, n_after: N_TOKENS - 303 });
    expect(cut.words.map((word) => cut.word_labels[word])).toEqual(['w300', 'w301', 'w302']);
  });

  it('names a block after its first token and spans the text of all', () => {
    const cut = cutSequence(long, { total: N_TOKENS, start: 0, end: N_TOKENS, block: 3 });
    expect([cut.labels[0], cut.labels[1], cut.tokens[1]]).toEqual(['0 [CLS]…', '3 w3…', 'w3 w4 w5']);
    expect([cut.starts[0], cut.ends[0]]).toEqual([long.starts[1], long.ends[2]]);
    expect([cut.special[0], cut.words[0], cut.n_before, cut.n_after]).toEqual([false, -1, 0, 0]);
  });
});

it('numbers blocks from the first token that the model read', () => {
  const blocks = { total: N_TOKENS, start: 0, end: N_TOKENS, block: 3 };
  expect(cutSequence({ ...long, n_before: 10 }, blocks).labels[1]).toBe('13 w3…');
});

describe('cutDocument', () => {
  it('moves masked places, and leaves out those that are not shown', () => {
    const positions = [10, 300].map((position) => ({ position, tokens: [] }));
    const masked = {
      ...run(long, ...(whole.runs[0]?.attention ?? [])),
      prediction: { task: 'masked_tokens', positions },
    };
    const [cut] = cutDocument(document(masked as typeof masked & { prediction: never }), 290).runs;
    expect(cut?.prediction).toEqual({ task: 'masked_tokens', positions: [{ position: 10, tokens: [] }] });
  });

  it('moves what a model wrote to where it is shown', () => {
    const steps = [600, 650].map((position) => ({ position, tokens: [] }));
    const written = {
      ...run(long, ...(whole.runs[0]?.attention ?? [])),
      continuation: { start: 600, text: '', ended: true, steps },
    };
    const of = (part: number | null) => cutDocument(document(written), part).runs[0]?.continuation;
    expect(of(400)).toMatchObject({ start: 200, steps: [{ position: 200 }, { position: 250 }] });
    expect(of(0)).toMatchObject({ start: SHOWN - 1, steps: [] });
    expect(of(null)).toMatchObject({ start: 200, steps: [] });
  });
});

describe('excerpt of a loaded document', () => {
  const codes = Uint8Array.from({ length: N_TOKENS * N_TOKENS }, (_, at) => (at * 31) % 256);
  const packed = { shape: [1, N_TOKENS, 1], encoding: 'row-int16-deflate', max_error: 0, data: '1' } as const;
  const vectors: HeadVectors = {
    query: packed,
    key: packed,
    value: packed,
    key_heads: [0],
    rotated: false,
    scaling: 1,
    soft_cap: null,
    offset_bias: null,
    key_bias: null,
    pair_terms: null,
    outside: null,
    visible_back: null,
    visible_ahead: null,
    max_error: 0,
  };
  const numbers = new Uint8Array(N_TOKENS * (4 + 2));
  const encoder = attention('encoder', [0], [0], N_TOKENS);
  const withVectors = document(
    run(long, { ...encoder, layers: encoder.layers.map((layer) => ({ ...layer, vectors })) }),
  );
  const opened = async () => openDocument(await readContainer(new ShardBytes(container(whole, [codes]))));

  it('is a short document itself', async () => {
    const loaded = openDocument(await readContainer(new ShardBytes(container(short, [new Uint8Array(4)]))));
    expect(loaded.excerpt(7)).toBe(loaded);
  });

  it('is kept until another part is asked for', async () => {
    const loaded = await opened();
    const first = loaded.excerpt(0);
    expect(loaded.excerpt(0)).toBe(first);
    expect(loaded.excerpt(null)).not.toBe(first);
  });

  it('inflates what is shown of a layer, once', async () => {
    const excerpt = (await opened()).excerpt(100);
    const layer = await excerpt.layerCodes('m0', 'encoder', 0);
    expect([layer.nQuery, layer.nKey, layer.codes.length]).toEqual([SHOWN, SHOWN, SHOWN * SHOWN]);
    expect(layer.codes[1]).toBe(codes[100 * N_TOKENS + 101]);
    expect(excerpt.layerCodes('m0', 'encoder', 0)).toBe(excerpt.layerCodes('m0', 'encoder', 0));
    await expect(excerpt.layerVectors('m0', 'encoder', 0)).resolves.toBeNull();
  });

  it('has the vectors of all tokens, but none of blocks, and says why', async () => {
    const loaded = openDocument(await readContainer(new ShardBytes(container(withVectors, [codes, numbers]))));
    const [window, blocks] = [loaded.excerpt(100), loaded.excerpt(null)];
    expect((await window.layerVectors('m0', 'encoder', 0))?.query.shape).toEqual([1, N_TOKENS, 1]);
    await expect(blocks.layerVectors('m0', 'encoder', 0)).resolves.toBeNull();
    const note = ({ document: { runs } }: LoadedDocument) => runs[0]?.attention[0]?.layers[0]?.vectors_note ?? null;
    expect([note(window), note(blocks)]).toEqual([null, 'a block of several tokens has none of its own']);
  });
});
