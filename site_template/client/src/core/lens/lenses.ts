/** HeadLens as it travels: a model's index, and the clusters of a layer, loaded when asked for and kept. */

import { fromBase64 } from '../base64';
import { inflateCounts, inflateVectors } from '../codec';
import { readContent, type Blobs } from '../container';
import type { ShardSource } from '../library';
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

const REMEDY = 'Build or copy this page again.';

export class Lenses {
  private readonly indexes = new Map<string, Promise<LoadedIndex>>();
  private readonly layers = new Map<string, Promise<LoadedLens>>();

  /** @param first Number of the first shard after those of documents and corpus files. */
  constructor(
    private readonly entries: readonly LensIndexEntry[],
    private readonly first: number,
    private readonly source: ShardSource,
  ) {}

  has(model: string): boolean {
    return this.entries.some((entry) => entry.model === model);
  }

  /** Rejects with a sentence. A failure is not kept, so asking again tries again; likewise for layers. */
  index(model: string): Promise<LoadedIndex> {
    return once(this.indexes, model, async () => {
      const [shard] = this.shardsOf(model);
      return orDamaged(`The index of HeadLens (${model})`, async () => openIndex(await this.bytes(shard)));
    });
  }

  /** Null if the lens has no such layer. */
  async layer(model: string, kind: AttentionKind, layer: number): Promise<LoadedLens | null> {
    const [start, entry] = this.shardsOf(model);
    const place = entry?.layers.findIndex((each) => each.kind === kind && each.layer === layer) ?? -1;
    if (place < 0) return null;
    return once(this.layers, `${model} ${kind} ${layer}`, () =>
      orDamaged(`HeadLens of layer ${layer} (${model}, ${kind})`, async () =>
        openLayer(await this.bytes(start + 1 + place)),
      ),
    );
  }

  /** Number of the shard of a model's index, which those of its layers follow, and its entry. */
  private shardsOf(model: string): [number, LensIndexEntry | undefined] {
    const place = this.entries.findIndex((entry) => entry.model === model);
    const before = this.entries.slice(0, Math.max(0, place));
    return [this.first + before.reduce((sum, { layers }) => sum + 1 + layers.length, 0), this.entries[place]];
  }

  private async bytes(shard: number): Promise<Uint8Array<ArrayBuffer>> {
    return fromBase64(await this.source(shard));
  }
}

/** A promise by its key; one that fails is forgotten. */
function once<T>(kept: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> {
  const reading = kept.get(key) ?? read();
  kept.set(key, reading);
  reading.catch(() => kept.delete(key));
  return reading;
}

function orDamaged<T>(what: string, read: () => Promise<T>): Promise<T> {
  return read().catch((cause: unknown) => {
    throw new Error(`${what} is missing or damaged. ${REMEDY}`, { cause });
  });
}

async function openIndex(bytes: Uint8Array<ArrayBuffer>): Promise<LoadedIndex> {
  const { content, blob } = await readContent(bytes, 'lens_index');
  const examples = content.sequences.map(({ examples: packed }) => inflateCounts(packed, blob(packed.data)));
  return { index: content, examples: await Promise.all(examples) };
}

async function openLayer(bytes: Uint8Array<ArrayBuffer>): Promise<LoadedLens> {
  const { content, blob } = await readContent(bytes, 'lens_layer');
  const counts = (packed: CountArray) => inflateCounts(packed, blob(packed.data));
  const vectors = (packed: VectorArray) => inflateVectors(packed, blob(packed.data));
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
  const counts = (packed: CountArray) => inflateCounts(packed, blob(packed.data));
  const [sizes, classes, deciles, positions] = await Promise.all([
    counts(set.sizes),
    counts(set.classes),
    counts(set.deciles),
    counts(set.positions),
  ]);
  const [frequent, distinctive, examples, zScores] = await Promise.all([
    counts(set.frequent),
    counts(set.distinctive),
    counts(set.examples),
    inflateVectors(set.z_scores, blob(set.z_scores.data)),
  ]);
  const { n_clusters: nClusters, inertia } = set;
  return { nClusters, inertia, sizes, classes, deciles, positions, frequent, distinctive, zScores, examples };
}
