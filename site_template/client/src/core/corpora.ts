/** What was computed over all documents, loaded when asked for and kept. */

import { inflateCodes, valueTable } from './codec';
import type { Opened } from './container';
import type { AttentionKind, CorpusEntry, CorpusPatterns, LayerCodes, LayerPatterns } from './payload';
import type { ShardSource } from './shardSource';
import { Shards } from './shards';

/** What all heads of one kind of attention do on the average document. */
export interface LoadedPatterns {
  nDocuments: number;
  patterns: CorpusPatterns;
  /** In the order of `patterns.layers`; each side of a matrix is a length that all documents were brought to. */
  codes: readonly LayerCodes[];
}

export class Corpora {
  private readonly shards: Shards<'corpus', Opened<'corpus'>>;

  /** @param first Number of the first shard after the documents. */
  constructor(
    private readonly entries: readonly CorpusEntry[],
    private readonly first: number,
    source: ShardSource,
  ) {
    this.shards = new Shards(source, 'corpus', (container) => container);
  }

  has(model: string): boolean {
    return this.entries.some((entry) => entry.model === model);
  }

  /**
   * Null if there is nothing of the kind; rejects with a sentence that names the file. A failure is not kept, so asking
   * again tries again.
   */
  async patterns(model: string, kind: AttentionKind): Promise<LoadedPatterns | null> {
    const place = this.entries.findIndex((entry) => entry.model === model);
    const name = `What was computed over all documents (${this.entries[place]?.file ?? model})`;
    return this.shards.use(this.first + place, name, async (container) => {
      const patterns = container.content.patterns.find((candidate) => candidate.kind === kind);
      return patterns ? inflatePatterns(container, patterns) : null;
    });
  }
}

async function inflatePatterns(container: Opened<'corpus'>, patterns: CorpusPatterns): Promise<LoadedPatterns> {
  const codes = await Promise.all(patterns.layers.map((layer) => inflateLayer(container, layer)));
  return { nDocuments: container.content.n_documents, patterns, codes };
}

async function inflateLayer(
  { blob }: Opened<'corpus'>,
  { layer, heads, patterns }: LayerPatterns,
): Promise<LayerCodes> {
  const [, nQuery = 0, nKey = 0] = patterns.shape;
  const codes = await inflateCodes(patterns, await blob(patterns.data));
  return { layer, heads, nQuery, nKey, codes, table: valueTable(patterns.scale), maxError: patterns.max_error };
}
