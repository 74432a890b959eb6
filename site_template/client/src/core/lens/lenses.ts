/** HeadLens as it travels: a model's index, and the clusters of a layer, loaded when asked for and kept. */

import { inflateCounts, inflateVectors } from '../codec';
import type { Blobs, Opened } from '../container';
import type {
  AttentionKind,
  ClusterSet,
  CountArray,
  Counts,
  LensIndex,
  LensIndexEntry,
  LensLayer,
  VectorArray,
  VectorCodes,
} from '../payload';
import type { ShardSource } from '../shardSource';
import { Shards } from '../shards';

export interface LoadedIndex {
  index: LensIndex;
  /** `LensSequence.examples` of each sequence. */
  examples: readonly Counts[];
}

/** Clusters of one role; arrays as in `ClusterSet`. */
export interface LoadedSet {
  nClusters: readonly number[];
  inertia: readonly number[];
  sizes: Counts;
  classes: Counts;
  relations: Counts | null;
  deciles: Counts;
  positions: Counts;
  frequent: Counts;
  distinctive: Counts;
  zScores: VectorCodes;
  examples: Counts;
}

export interface LoadedLens {
  payload: LensLayer;
  query: LoadedSet;
  key: LoadedSet;
  value: LoadedSet;
  similarity: VectorCodes;
  queryOrder: Counts;
  keyOrder: Counts;
  written: Counts;
}

export class Lenses {
  private readonly indexes: Shards<'lens_index', LoadedIndex>;
  private readonly layers: Shards<'lens_layer', LoadedLens>;

  /** @param first Number of the first shard after those of documents and of what was computed over them. */
  constructor(
    private readonly entries: readonly LensIndexEntry[],
    private readonly first: number,
    source: ShardSource,
  ) {
    this.indexes = new Shards(source, 'lens_index', openIndex);
    this.layers = new Shards(source, 'lens_layer', openLayer);
  }

  has(model: string): boolean {
    return this.entries.some((entry) => entry.model === model);
  }

  /** Rejects with a sentence. A failure is not kept, so asking again tries again; likewise for layers. */
  index(model: string): Promise<LoadedIndex> {
    const [shard, entry] = this.shardsOf(model);
    return this.indexes.get(shard, `The index of HeadLens (${entry?.file ?? model})`);
  }

  /** Null if the lens has no such layer. */
  async layer(model: string, kind: AttentionKind, layer: number): Promise<LoadedLens | null> {
    const [start, entry] = this.shardsOf(model);
    const place = entry?.layers.findIndex((each) => each.kind === kind && each.layer === layer) ?? -1;
    const part = entry?.layers[place];
    return part ? this.layers.get(start + 1 + place, `HeadLens of layer ${layer} (${part.file})`) : null;
  }

  /** Number of the shard of a model's index, which those of its layers follow, and its entry. */
  private shardsOf(model: string): [number, LensIndexEntry | undefined] {
    const place = this.entries.findIndex((entry) => entry.model === model);
    const before = this.entries.slice(0, Math.max(0, place));
    return [this.first + before.reduce((sum, { layers }) => sum + 1 + layers.length, 0), this.entries[place]];
  }
}

async function openIndex({ content, blob }: Opened<'lens_index'>): Promise<LoadedIndex> {
  const examples = content.sequences.map(async ({ examples: packed }) =>
    inflateCounts(packed, await blob(packed.data)),
  );
  return { index: content, examples: await Promise.all(examples) };
}

async function openLayer({ content, blob }: Opened<'lens_layer'>): Promise<LoadedLens> {
  const counts = async (packed: CountArray) => inflateCounts(packed, await blob(packed.data));
  const vectors = async (packed: VectorArray) => inflateVectors(packed, await blob(packed.data));
  const [query, key, value, similarity] = await Promise.all([
    openSet(content.query, blob),
    openSet(content.key, blob),
    openSet(content.value, blob),
    vectors(content.similarity),
  ]);
  const [queryOrder, keyOrder, written] = await Promise.all([
    counts(content.query_order),
    counts(content.key_order),
    counts(content.written),
  ]);
  return { payload: content, query, key, value, similarity, queryOrder, keyOrder, written };
}

/** The centroids stay packed: the page shows none of their numbers. */
async function openSet(set: ClusterSet, blob: Blobs['blob']): Promise<LoadedSet> {
  const counts = async (packed: CountArray) => inflateCounts(packed, await blob(packed.data));
  const [sizes, classes, relations, deciles, positions] = await Promise.all([
    counts(set.sizes),
    counts(set.classes),
    set.relations ? counts(set.relations) : null,
    counts(set.deciles),
    counts(set.positions),
  ]);
  const [frequent, distinctive, examples, zScores] = await Promise.all([
    counts(set.frequent),
    counts(set.distinctive),
    counts(set.examples),
    inflateVectors(set.z_scores, await blob(set.z_scores.data)),
  ]);
  const { n_clusters: nClusters, inertia } = set;
  return {
    nClusters,
    inertia,
    sizes,
    classes,
    relations,
    deciles,
    positions,
    frequent,
    distinctive,
    zScores,
    examples,
  };
}
