/** Payloads in shards of the page, each read when it is asked for, and once. */

import { readContent, type Contained, type Opened } from './container';
import { openShard } from './shardBytes';
import { pieceName, unreadable, type ShardSource } from './shardSource';

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
      throw this.unreadable(shard, name, cause);
    });
  }

  private read(shard: number, name: string): Promise<T> {
    return this.opened(shard).catch((cause: unknown) => {
      throw this.unreadable(shard, name, cause);
    });
  }

  private unreadable(shard: number, name: string, cause: unknown): Error {
    return unreadable(`${name} is`, this.source.fileOf?.(pieceName(shard, 0)), cause);
  }

  private async opened(shard: number): Promise<T> {
    return this.open(await readContent(await openShard(this.source, shard), this.kind));
  }
}
