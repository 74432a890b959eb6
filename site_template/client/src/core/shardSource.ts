/** Where the payloads of a page come from, and what is said of one that is damaged. */

export interface ShardSource {
  /** Gives the base64 text of a shard, by its number. */
  (shard: number): Promise<string>;
  /** The file beside the page that holds it; absent where the page is one file. */
  fileOf?: (shard: number) => string;
}

/**
 * @param subject The beginning of the sentence, with its verb: `Layer 3 is`.
 * @param file Where it was read from; undefined for the page itself.
 */
export function damaged(subject: string, file: string | undefined, cause: unknown): Error {
  const place = file === undefined ? '' : ` in ${file}`;
  return new Error(`${subject} damaged${place}. Build or copy this page again.`, { cause });
}
