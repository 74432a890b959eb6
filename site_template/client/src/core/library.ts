/** The documents of a page, loaded when asked for and kept while they are of use. */

import { fromBase64 } from './base64';
import { readContainer } from './container';
import { openDocument } from './loaded';
import type { DocumentEntry, LoadedDocument } from './payload';
import { damaged, type ShardSource } from './shardSource';

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
    const text = await this.source(index).catch((error: unknown) => {
      throw new Error(`${nameOf(entry)} is missing: ${reason(error)}.`, { cause: error });
    });
    const file = this.source.fileOf?.(index);
    return open(text, file).catch((error: unknown) => {
      throw damaged(`${nameOf(entry)} is`, file, error);
    });
  }
}

async function open(text: string, file: string | undefined): Promise<LoadedDocument> {
  return openDocument(await readContainer(fromBase64(text)), file);
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function nameOf(entry: DocumentEntry): string {
  return entry.title ? `The document “${entry.title}” (${entry.id})` : `The document ${entry.id}`;
}
