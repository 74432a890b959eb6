/** Where the payloads of a page come from, and what is said of one that cannot be read. */

/** A piece of a shard. */
export interface Piece {
  /** In base64. */
  text: string;
  /** Pieces of the whole shard. */
  nPieces: number;
}

export interface ShardSource {
  /** Gives a piece by its name: `3` is the first one of shard 3, `3.1` the next. */
  (name: string): Promise<Piece>;
  /** The file beside the page that holds it; absent where the page is one file. */
  fileOf?: (name: string) => string;
}

export function pieceName(shard: number, piece: number): string {
  return piece === 0 ? String(shard) : `${shard}.${piece}`;
}

/** A piece could not be had; the message says why. */
export class MissingPieceError extends Error {}

/** Bytes are not what was written. */
export class DamageError extends Error {
  /** @param file Where they were read from; undefined for the page itself. */
  constructor(
    message: string,
    readonly file: string | undefined,
  ) {
    super(message);
  }
}

/**
 * What a reader is told of something that could not be read.
 *
 * @param subject The beginning of the sentence, with its verb: `Layer 3 is`.
 * @param file Where its beginning is; undefined for the page itself.
 */
export function unreadable(subject: string, file: string | undefined, cause: unknown): Error {
  if (cause instanceof MissingPieceError) return new Error(`${subject} missing: ${cause.message}.`, { cause });
  const where = cause instanceof DamageError ? cause.file : file;
  const place = where === undefined ? '' : ` in ${where}`;
  return new Error(`${subject} damaged${place}. Build or copy this page again.`, { cause });
}
