/** What was computed over all documents, loaded when asked for and kept. */

import { fromBase64 } from './base64';
import { inflateCodes, valueTable } from './codec';
import { readCorpusContainer, type CorpusContainer } from './container';
import type { ShardSource } from './library';
import type { AttentionKind, CorpusEntry, CorpusPatterns, LayerCodes, LayerPatterns } from './payload';

/** What all heads of one kind of attention do on the average document. */
export interface LoadedPatterns {
  nDocuments: number;
  patterns: CorpusPatterns;
  /** In the order of `patterns.layers`; each side of a matrix is a length that all documents were brought to. */
  codes: readonly LayerCodes[];
}

export class Corpora {
  private readonly kept = new Map<string, Promise<CorpusContainer>>();

  /** @param first Number of the first shard after the documents. */
  constructor(
    private readonly entries: readonly CorpusEntry[],
    private readonly first: number,
    private readonly source: ShardSource,
  ) {}

  has(model: string): boolean {
    return this.entries.some((entry) => entry.model === model);
  }

  /**
   * Null if there is nothing of the kind; rejects with a sentence that names the file. A failure is not kept, so asking
   * again tries again.
   */
  async patterns(model: string, kind: AttentionKind): Promise<LoadedPatterns | null> {
    const container = await this.container(model);
    const patterns = container.corpus.patterns.find((candidate) => candidate.kind === kind);
    return patterns ? inflatePatterns(container, patterns).catch(this.damaged(model)) : null;
  }

  private container(model: string): Promise<CorpusContainer> {
    const reading = this.kept.get(model) ?? this.read(model);
    this.kept.set(model, reading);
    reading.catch(() => this.kept.delete(model));
    return reading;
  }

  private async read(model: string): Promise<CorpusContainer> {
    const place = this.entries.findIndex((entry) => entry.model === model);
    const text = await this.source(this.first + place).catch((cause: unknown) => {
      throw new Error(`${this.nameOf(model)} is missing: ${reason(cause)}.`, { cause });
    });
    return open(text).catch(this.damaged(model));
  }

  private damaged(model: string): (cause: unknown) => never {
    return (cause) => {
      this.kept.delete(model);
      throw new Error(`${this.nameOf(model)} is damaged. Build or copy this page again.`, { cause });
    };
  }

  private nameOf(model: string): string {
    const entry = this.entries.find((candidate) => candidate.model === model);
    return `What was computed over all documents (${entry?.file ?? model})`;
  }
}

async function open(text: string): Promise<CorpusContainer> {
  return readCorpusContainer(fromBase64(text));
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function inflatePatterns(container: CorpusContainer, patterns: CorpusPatterns): Promise<LoadedPatterns> {
  const codes = await Promise.all(patterns.layers.map((layer) => inflateLayer(container, layer)));
  return { nDocuments: container.corpus.n_documents, patterns, codes };
}

async function inflateLayer({ blob }: CorpusContainer, { layer, heads, patterns }: LayerPatterns): Promise<LayerCodes> {
  const [, nQuery = 0, nKey = 0] = patterns.shape;
  const codes = await inflateCodes(patterns, blob(patterns.data));
  return { layer, heads, nQuery, nKey, codes, table: valueTable(patterns.scale), maxError: patterns.max_error };
}
