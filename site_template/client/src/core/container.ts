/** The bytes of one document, or corpus file, inside a page: a deflated JSON header, then the arrays it names by number. */

import { crc32 } from './checksum';
import { inflate } from './codec';
import type { Corpus, Document } from './payload';

const LENGTH_BYTES = 4;

/** A container holds either a document or a corpus file. */
interface Header<Content> {
  document: Content;
  corpus: Content;
  /** Offset, counted from the end of the header, length and CRC-32 of each blob. */
  blobs: readonly (readonly [number, number, number])[];
}

export interface Blobs {
  /**
   * The deflate stream that a packed array refers to by its `data`. Raw deflate notices little of what happens to it;
   * so its checksum is compared here.
   *
   * @throws {Error} If it reaches past the end, or is not what was written.
   */
  blob: (data: string) => Uint8Array<ArrayBuffer>;
}

export interface Container extends Blobs {
  document: Document;
}

export interface CorpusContainer extends Blobs {
  corpus: Corpus;
}

/**
 * Read `u32le header length | header | blobs`.
 *
 * @throws {Error} If the header is damaged.
 */
export async function readContainer(bytes: Uint8Array<ArrayBuffer>): Promise<Container> {
  const { header, blob } = await readHeader<Document>(bytes);
  return { document: header.document, blob };
}

/** The same for a container that holds a corpus file. */
export async function readCorpusContainer(bytes: Uint8Array<ArrayBuffer>): Promise<CorpusContainer> {
  const { header, blob } = await readHeader<Corpus>(bytes);
  return { corpus: header.corpus, blob };
}

async function readHeader<Content>(bytes: Uint8Array<ArrayBuffer>): Promise<Blobs & { header: Header<Content> }> {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const start = LENGTH_BYTES + length;
  const header = parseHeader<Content>(await inflate(bytes.subarray(LENGTH_BYTES, start)));
  return { header, blob: (data) => blobOf(bytes.subarray(start), header, data) };
}

function parseHeader<Content>(json: Uint8Array): Header<Content> {
  // The cast names what `readContainer` was given: a container written by attlas.site_template.
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json)) as Header<Content>;
}

function blobOf(
  body: Uint8Array<ArrayBuffer>,
  { blobs }: Pick<Header<unknown>, 'blobs'>,
  data: string,
): Uint8Array<ArrayBuffer> {
  const [offset, length, checksum] = blobs[Number(data)] ?? [0, -1, 0];
  if (length < 0 || offset + length > body.length) throw new Error(`array ${data} reaches past the end`);
  const blob = body.subarray(offset, offset + length);
  if (crc32(blob) !== checksum) throw new Error(`array ${data} is not what was written`);
  return blob;
}
