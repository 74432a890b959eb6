/** The bytes of one document, or of a file about a whole corpus, inside a page: a deflated JSON header, then the arrays it names by number. */

import { crc32 } from './checksum';
import { inflate } from './codec';
import { DamageError } from './shardSource';
import type { ShardBytes } from './shardBytes';
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
   * The deflate stream of a number that stands in a packed array's `data`. Raw deflate notices little of what happens
   * to it; so its checksum is compared here.
   *
   * @throws {DamageError} If it is not what was written.
   * @throws {Error} If it reaches past the end, or could not be had.
   */
  blob: (number: string) => Promise<Uint8Array<ArrayBuffer>>;
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
export async function readContainer(bytes: ShardBytes): Promise<Container> {
  const { content, blob } = await readContent(bytes, 'document');
  return { document: content, blob };
}

/**
 * The same for a container of any kind.
 *
 * @throws {Error} If the header is damaged, or holds something else.
 */
export async function readContent<Kind extends keyof Contained>(bytes: ShardBytes, kind: Kind): Promise<Opened<Kind>> {
  const prefix = await bytes.read(0, LENGTH_BYTES);
  const start = LENGTH_BYTES + new DataView(prefix.buffer, prefix.byteOffset).getUint32(0, true);
  const header = parseHeader(await inflate(await bytes.read(LENGTH_BYTES, start)));
  // The cast allows for a container of another kind.
  const content = header[kind] as Contained[Kind] | undefined;
  if (!content) throw new Error(`this is no ${kind.replace('_', ' ')}`);
  return { content, blob: (number) => readBlob(bytes, start, header, number) };
}

function parseHeader(json: Uint8Array): Header {
  // The cast names what `readContainer` was given: a container written by attlas.site_template.
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json)) as Header;
}

async function readBlob(
  bytes: ShardBytes,
  start: number,
  { blobs }: Pick<Header, 'blobs'>,
  number: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const [offset, length, checksum] = blobs[Number(number)] ?? [0, -1, 0];
  if (length < 0) throw new Error(`array ${number} reaches past the end`);
  const from = start + offset;
  const blob = await bytes.read(from, from + length);
  if (crc32(blob) !== checksum) throw new DamageError(`array ${number} is not what was written`, bytes.fileAt(from));
  return blob;
}
