/** The bytes of one document, or of a file about a whole corpus, inside a page: a deflated JSON header, then the arrays it names by number. */

import { crc32 } from './checksum';
import { inflate } from './codec';
import type { Comparison, Corpus, Document, LensIndex, LensLayer, Statistics } from './payload';

const LENGTH_BYTES = 4;

/** A container holds one of these. */
export interface Contained {
  document: Document;
  corpus: Corpus;
  statistics: Statistics;
  comparison: Comparison;
  lens_index: LensIndex;
  lens_layer: LensLayer;
}

interface Header extends Contained {
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

/** A container of any kind. */
export interface Opened<Kind extends keyof Contained> extends Blobs {
  content: Contained[Kind];
}

/**
 * Read `u32le header length | header | blobs`.
 *
 * @throws {Error} If the header is damaged.
 */
export async function readContainer(bytes: Uint8Array<ArrayBuffer>): Promise<Container> {
  const { content, blob } = await readContent(bytes, 'document');
  return { document: content, blob };
}

/**
 * The same for a container of any kind.
 *
 * @throws {Error} If the header is damaged, or holds something else.
 */
export async function readContent<Kind extends keyof Contained>(
  bytes: Uint8Array<ArrayBuffer>,
  kind: Kind,
): Promise<Opened<Kind>> {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const start = LENGTH_BYTES + length;
  const header = parseHeader(await inflate(bytes.subarray(LENGTH_BYTES, start)));
  // The cast allows for a container of another kind.
  const content = header[kind] as Contained[Kind] | undefined;
  if (!content) throw new Error(`this is no ${kind.replace('_', ' ')}`);
  return { content, blob: (data) => blobOf(bytes.subarray(start), header, data) };
}

function parseHeader(json: Uint8Array): Header {
  // The cast names what `readContainer` was given: a container written by attlas.site_template.
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json)) as Header;
}

function blobOf(
  body: Uint8Array<ArrayBuffer>,
  { blobs }: Pick<Header, 'blobs'>,
  data: string,
): Uint8Array<ArrayBuffer> {
  const [offset, length, checksum] = blobs[Number(data)] ?? [0, -1, 0];
  if (length < 0 || offset + length > body.length) throw new Error(`array ${data} reaches past the end`);
  const blob = body.subarray(offset, offset + length);
  if (crc32(blob) !== checksum) throw new Error(`array ${data} is not what was written`);
  return blob;
}
