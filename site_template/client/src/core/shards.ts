/** Payloads in shards of the page, each read when it is asked for, and once. */

import { fromBase64 } from './base64';
import { readContent, type Contained, type Opened } from './container';
import { damaged, type ShardSource } from './shardSource';

export class Shards<Kind extends keyof Contained, T> {
  private readonly kept = new Map<number, Promise<T>>();

  /** @param open What is made of a container once, and kept. */
  constructor(
    private readonly source: ShardSource,
    private readonly kind: Kind,
    private readonly open: (container: Opened<Kind>) => Promise<T> | T,
  ) {}

  /**
   * Rejects with a sentence. A failure is not kept, so asking again tries again.
   *
   * @param name What it is, as the beginning of that sentence.
   */
  get(shard: number, name: string): Promise<T> {
    const reading = this.kept.get(shard) ?? this.read(shard, name);
    this.kept.set(shard, reading);
    reading.catch(() => this.kept.delete(shard));
    return reading;
  }

  /** What is made of it on demand, such as an array that is inflated; fails as `get` does. */
  async use<Part>(shard: number, name: string, make: (content: T) => Promise<Part>): Promise<Part> {
    return make(await this.get(shard, name)).catch((cause: unknown) => {
      this.kept.delete(shard);
      throw this.damaged(shard, name, cause);
    });
  }

  private async read(shard: number, name: string): Promise<T> {
    const text = await this.source(shard).catch((cause: unknown) => {
      throw new Error(`${name} is missing: ${cause instanceof Error ? cause.message : String(cause)}.`, { cause });
    });
    return this.opened(text).catch((cause: unknown) => {
      throw this.damaged(shard, name, cause);
    });
  }

  private damaged(shard: number, name: string, cause: unknown): Error {
    return damaged(`${name} is`, this.source.fileOf?.(shard), cause);
  }

  private async opened(text: string): Promise<T> {
    return this.open(await readContent(fromBase64(text), this.kind));
  }
}
