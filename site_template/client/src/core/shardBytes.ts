/** The bytes of a shard, each piece read when it is asked for: of a long document a page shows a part first. */

import { fromBase64 } from './base64';
import { MissingPieceError, pieceName, type ShardSource } from './shardSource';

type Bytes = Uint8Array<ArrayBuffer>;

export class ShardBytes {
  private readonly pieces = new Map<number, Promise<Bytes>>();

  /**
   * @param first All pieces but the last are as long as this one.
   * @param load Gives a further piece.
   * @param fileOf Names the file beside the page that holds a piece.
   */
  constructor(
    private readonly first: Bytes,
    private readonly nPieces = 1,
    private readonly load: (piece: number) => Promise<Bytes> = () => Promise.reject(new Error('there is one piece')),
    private readonly fileOf: (piece: number) => string | undefined = () => undefined,
  ) {}

  /**
   * The bytes from `start` to the one before `end`.
   *
   * @throws {MissingPieceError} If a piece of them could not be had.
   * @throws {Error} If they reach past the end.
   */
  async read(start: number, end: number): Promise<Bytes> {
    const from = this.pieceAt(start);
    const to = Math.max(from, this.pieceAt(end - 1));
    const pieces = await Promise.all(Array.from({ length: to - from + 1 }, (_, at) => this.piece(from + at)));
    const [only] = pieces;
    const bytes = only && pieces.length === 1 ? only : joined(pieces);
    const before = from * this.first.length;
    if (end - before > bytes.length) throw new Error(`bytes ${start} to ${end} reach past the end`);
    return bytes.subarray(start - before, end - before);
  }

  /** The file beside the page that holds a byte; undefined for the page itself. */
  fileAt(start: number): string | undefined {
    return this.fileOf(this.pieceAt(start));
  }

  private pieceAt(place: number): number {
    if (this.nPieces === 1) return 0;
    return Math.min(this.nPieces - 1, Math.floor(place / this.first.length));
  }

  /** A failure is not kept, so asking again tries again. */
  private piece(number: number): Promise<Bytes> {
    if (number === 0) return Promise.resolve(this.first);
    const reading = this.pieces.get(number) ?? this.load(number);
    this.pieces.set(number, reading);
    reading.catch(() => this.pieces.delete(number));
    return reading;
  }
}

/**
 * Read the first piece of a shard.
 *
 * @throws {MissingPieceError} If it could not be had.
 * @throws {Error} If it is not base64.
 */
export async function openShard(source: ShardSource, shard: number): Promise<ShardBytes> {
  const load = async (piece: number) => {
    const { text, nPieces } = await source(pieceName(shard, piece)).catch((cause: unknown) => {
      throw new MissingPieceError(cause instanceof Error ? cause.message : String(cause), { cause });
    });
    return { bytes: fromBase64(text), nPieces };
  };
  const { bytes, nPieces } = await load(0);
  return new ShardBytes(
    bytes,
    nPieces,
    async (piece) => (await load(piece)).bytes,
    (piece) => source.fileOf?.(pieceName(shard, piece)),
  );
}

function joined(pieces: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
