/** Small payloads for tests; nothing of the page imports this file. */

import { deflateRawSync } from 'node:zlib';

import { crc32 } from './checksum';
import type { Attention, Contents, Corpus, Document, DocumentEntry, ModelRun, TokenSequence } from './payload';
import { type Piece } from './shardSource';

/** A sequence of one-word tokens; those in brackets are special, the ones after the first `[SEP]` a second sentence. */
export function sequence(...tokens: string[]): TokenSequence {
  const special = tokens.map((token) => token.startsWith('['));
  const boundary = tokens.indexOf('[SEP]');
  const ends = tokens.map((_, i) => tokens.slice(0, i + 1).join(' ').length);
  return {
    tokens,
    labels: tokens,
    starts: tokens.map((token, i) => (special[i] ? -1 : (ends[i] ?? 0) - token.length)),
    ends: ends.map((end, i) => (special[i] ? -1 : end)),
    words: tokens.map((_, i) => (special[i] ? -1 : special.slice(0, i).filter((isSpecial) => !isSpecial).length)),
    segments: tokens.map((_, i) => (boundary >= 0 && i > boundary ? 1 : 0)),
    special,
    word_labels: tokens.filter((_, i) => !special[i]),
    n_truncated: 0,
  };
}

/** Attention of layers whose arrays are the blobs of the same number. */
export function attention(
  kind: Attention['kind'],
  layers: readonly number[],
  heads: readonly number[],
  length: number,
) {
  const shape = [heads.length, length, length];
  return {
    kind,
    query: kind === 'encoder' ? 'source' : 'target',
    key: kind === 'decoder' ? 'target' : 'source',
    layers: layers.map((layer, i) => ({
      layer,
      heads,
      weights: { shape, encoding: 'sqrt-uint8-deflate', scale: 1, max_error: 0.004, data: String(i) },
    })),
  } satisfies Attention;
}

export function run(source: TokenSequence, ...kinds: Attention[]): ModelRun {
  return { model: 'm0', source, target: null, target_generated: false, attention: kinds, prediction: null };
}

export function document(...runs: ModelRun[]): Document {
  return { schema_version: 1, id: 'fox', title: 'A fox', text: 'a fox', text_b: null, target: null, label: null, runs };
}

export function entry(id: string, fields: Partial<DocumentEntry> = {}): DocumentEntry {
  return { id, file: `documents/${id}.json`, title: null, label: null, excerpt: '', runs: [], ...fields };
}

export function manifest(...documents: DocumentEntry[]): Contents {
  return { models: [], documents };
}

/** The bytes that the builder writes for a document and its arrays of codes. */
export function container(document: Document, arrays: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return packed({ document }, arrays);
}

/** The same for a corpus file. */
export function corpusContainer(corpus: Corpus, arrays: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return packed({ corpus }, arrays);
}

/** The same for a payload as an export holds it, its arrays in base64; `kind` is the key of the header. */
export function exportContainer(kind: string, payload: object): Uint8Array<ArrayBuffer> {
  const streams: Uint8Array[] = [];
  const light: unknown = JSON.parse(JSON.stringify(payload), (_, node: unknown) => {
    const isArray = typeof node === 'object' && node !== null && 'encoding' in node && 'data' in node;
    return isArray ? { ...node, data: String(streams.push(Buffer.from(String(node.data), 'base64')) - 1) } : node;
  });
  return joined({ [kind]: light }, streams);
}

function packed(content: object, arrays: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return joined(
    content,
    arrays.map((codes) => deflateRawSync(codes)),
  );
}

function joined(content: object, streams: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const offsets = streams.map((_, i) => Buffer.concat(streams.slice(0, i)).length);
  const blobs = streams.map((stream, i) => [offsets[i], stream.length, crc32(stream)]);
  const header = deflateRawSync(JSON.stringify({ ...content, blobs }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  return new Uint8Array(Buffer.concat([length, header, ...streams]));
}

/** What a source gives of a shard that has one piece. */
export function pieceOf(text: string): Promise<Piece> {
  return Promise.resolve({ text, nPieces: 1 });
}
