/** The documents of a page, loaded when asked for and kept while they are of use. */

import { readContainer } from './container';
import { openDocument } from './loaded';
import type { DocumentEntry, LoadedDocument } from './payload';
import { openShard } from './shardBytes';
import { pieceName, unreadable, type ShardSource } from './shardSource';

/** Enough to go back and forth between a few; each may hold tens of megabytes. */
const KEPT = 4;

export class Library {
  /** In order of use, the least recently used first. */
  private readonly kept = new Map<number, Promise<LoadedDocument>>();

  /** @param source Numbers the shards of documents as the manifest does. */
  constructor(
    readonly entries: readonly DocumentEntry[],
    private readonly source: ShardSource,
  ) {}

  /** Rejects with a sentence that names the document and its file; a failure is not kept, so asking again tries again. */
  load(index: number): Promise<LoadedDocument> {
    const loading = this.kept.get(index) ?? this.open(index);
    this.kept.delete(index);
    this.kept.set(index, loading);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= KEPT) break;
      this.kept.delete(oldest);
    }
    return loading;
  }

  /** A document that is only looked at: those that are kept stay, and it is not kept beside them. */
  glance(index: number): Promise<LoadedDocument> {
    return this.kept.get(index) ?? this.read(index);
  }

  private open(index: number): Promise<LoadedDocument> {
    const opening = this.read(index);
    opening.catch(() => this.kept.delete(index));
    return opening;
  }

  private async read(index: number): Promise<LoadedDocument> {
    const entry = this.entries[index];
    if (!entry) throw new Error(`This page has no document number ${index}.`);
    const file = this.source.fileOf?.(pieceName(index, 0));
    return this.opened(index, file).catch((error: unknown) => {
      throw unreadable(`${nameOf(entry)} is`, file, error);
    });
  }

  private async opened(index: number, file: string | undefined): Promise<LoadedDocument> {
    return openDocument(await readContainer(await openShard(this.source, index)), file);
  }
}

function nameOf(entry: DocumentEntry): string {
  return entry.title ? `The document “${entry.title}” (${entry.id})` : `The document ${entry.id}`;
}
