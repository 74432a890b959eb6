/** How two models' attention differs over all documents, loaded when asked for and kept. */

import { inflateCounts, inflateFloats, inflateQuantised } from '../codec';
import type { Opened } from '../container';
import type {
  Comparison,
  ComparisonEntry,
  CountArray,
  Counts,
  FloatArray,
  PackedArray,
  PartComparison,
  Quantised,
  UncomparedEntry,
} from '../payload';
import type { ShardSource } from '../shardSource';
import { Shards } from '../shards';

/** Arrays as in `PartComparison`. */
export interface LoadedPartComparison {
  payload: PartComparison;
  moved: Quantised;
  /** Null where the models' roots differ. */
  rootMoved: Quantised | null;
  received: readonly [Float32Array, Float32Array];
  edges: readonly [Float32Array, Float32Array];
}

/** Arrays as in `Comparison`. */
export interface LoadedComparison {
  payload: Comparison;
  documents: Counts;
  classSizes: Counts;
  parts: readonly LoadedPartComparison[];
}

export class Comparisons {
  private readonly shards: Shards<'comparison', LoadedComparison>;

  /** @param first Number of the first shard of comparisons. */
  constructor(
    readonly entries: readonly ComparisonEntry[],
    private readonly first: number,
    source: ShardSource,
    private readonly uncompared: readonly UncomparedEntry[] = [],
  ) {
    this.shards = new Shards(source, 'comparison', openComparison);
  }

  /** Why two models were not compared, as the end of a sentence; null if that is not known, or if they were. */
  whyNot(one: string, other: string): string | null {
    return this.uncompared.find(({ models }) => models.includes(one) && models.includes(other))?.reason ?? null;
  }

  /**
   * Of two models in either order, as the export has it: look at `payload.models`. Null if they were not compared;
   * rejects with a sentence. A failure is not kept, so asking again tries again.
   */
  async of(one: string, other: string): Promise<LoadedComparison | null> {
    if (one === other) return null;
    const place = this.entries.findIndex(({ models }) => models.includes(one) && models.includes(other));
    const entry = this.entries[place];
    return entry ? this.shards.get(this.first + place, `The comparison of two models (${entry.file})`) : null;
  }
}

async function openComparison({ content, blob }: Opened<'comparison'>): Promise<LoadedComparison> {
  const counts = async (packed: CountArray) => inflateCounts(packed, await blob(packed.data));
  const [documents, classSizes] = await Promise.all([counts(content.documents), counts(content.class_sizes)]);
  const parts = await Promise.all(content.parts.map((part) => openPart(part, blob)));
  return { payload: content, documents, classSizes, parts };
}

async function openPart(payload: PartComparison, blob: Opened<'comparison'>['blob']): Promise<LoadedPartComparison> {
  const floats = async (packed: FloatArray) => inflateFloats(packed, await blob(packed.data));
  const both = ([first, second]: readonly [FloatArray, FloatArray]) => Promise.all([floats(first), floats(second)]);
  const shares = async (packed: PackedArray) => inflateQuantised(packed, await blob(packed.data));
  const [moved, rootMoved] = await Promise.all([
    shares(payload.moved),
    payload.root_moved && shares(payload.root_moved),
  ]);
  const [received, edges] = await Promise.all([both(payload.received), both(payload.edges)]);
  return { payload, moved, rootMoved, received, edges };
}
