/** Tokens, heads and flows over all documents, loaded when asked for and kept. */

import { inflateCounts, inflateQuantised, inflateVectors } from '../codec';
import type { Opened } from '../container';
import { once } from '../once';
import type {
  AttentionKind,
  CorpusEntry,
  CountArray,
  Counts,
  FlowProfiles,
  PackedArray,
  PartStatistics,
  Quantised,
  Statistics,
  TokenScores,
  VectorArray,
  VectorCodes,
} from '../payload';
import type { ShardSource } from '../shardSource';
import { Shards } from '../shards';
import type { Quantity } from '../tokens/tokensState';

/** Arrays as in `PartStatistics`. */
export interface LoadedPart {
  payload: PartStatistics;
  counts: Counts;
  contexts: Counts;
}

/** Arrays as in `TokenScores`. */
export interface LoadedScores {
  quantity: Quantity;
  means: VectorCodes;
  deviations: Quantised;
  peaks: Quantised;
  fuji: VectorCodes;
  jaccard: VectorCodes;
  pearson: VectorCodes;
  order: Counts;
  contexts: Quantised;
}

/** One kind of attention, and the quantities of its tokens that were asked for. */
export interface LoadedTokens extends LoadedPart {
  scores: LoadedScores;
}

/** Arrays as in `FlowProfiles`. */
export interface LoadedFlows {
  payload: FlowProfiles;
  documents: Counts;
  starts: Counts;
  edges: Counts;
}

interface OpenStatistics {
  payload: Statistics;
  part: (part: PartStatistics) => Promise<LoadedPart>;
  scores: (scores: TokenScores) => Promise<LoadedScores>;
  flows: (flows: FlowProfiles) => Promise<LoadedFlows>;
}

/** Each method rejects with a sentence. A failure is not kept, so asking again tries again. */
export class CorpusStatistics {
  private readonly shards: Shards<'statistics', OpenStatistics>;

  /** @param first Number of the first shard of statistics. */
  constructor(
    private readonly entries: readonly CorpusEntry[],
    private readonly first: number,
    source: ShardSource,
  ) {
    this.shards = new Shards(source, 'statistics', openStatistics);
  }

  has(model: string): boolean {
    return this.entries.some((entry) => entry.model === model);
  }

  /** What says of itself what it is over; its arrays are still packed. */
  async payload(model: string): Promise<Statistics> {
    return (await this.shards.get(...this.shardOf(model))).payload;
  }

  /** A quantity of the tokens that a kind of attention reads, or the first that there is; null without the kind. */
  tokens(model: string, kind: AttentionKind, quantity: Quantity): Promise<LoadedTokens | null> {
    return this.shards.use(...this.shardOf(model), async (open) => {
      const part = open.payload.parts.find((candidate) => candidate.kind === kind);
      const scores = part?.scores.find((candidate) => candidate.quantity === quantity) ?? part?.scores[0];
      if (!part || !scores) return null;
      const [tokens, loaded] = await Promise.all([open.part(part), open.scores(scores)]);
      return { ...tokens, scores: loaded };
    });
  }

  flows(model: string): Promise<LoadedFlows> {
    return this.shards.use(...this.shardOf(model), ({ payload, flows }) => flows(payload.flows));
  }

  private shardOf(model: string): [number, string] {
    const place = this.entries.findIndex((entry) => entry.model === model);
    return [this.first + place, `The statistics over all documents (${this.entries[place]?.file ?? model})`];
  }
}

function openStatistics({ content, blob }: Opened<'statistics'>): OpenStatistics {
  const counts = async (packed: CountArray) => inflateCounts(packed, await blob(packed.data));
  const quantised = async (packed: PackedArray) => inflateQuantised(packed, await blob(packed.data));
  const vectors = async (packed: VectorArray) => inflateVectors(packed, await blob(packed.data));
  return {
    payload: content,
    part: once(async (payload: PartStatistics) => {
      const [occurrences, contexts] = await Promise.all([counts(payload.counts), counts(payload.contexts)]);
      return { payload, counts: occurrences, contexts };
    }),
    scores: once(async (scores: TokenScores) => {
      const [means, deviations, peaks, contexts] = await Promise.all([
        vectors(scores.means),
        quantised(scores.deviations),
        quantised(scores.peaks),
        quantised(scores.contexts),
      ]);
      const [fuji, jaccard, pearson] = await Promise.all([
        vectors(scores.fuji),
        vectors(scores.jaccard),
        vectors(scores.pearson),
      ]);
      const order = await counts(scores.order);
      return { quantity: scores.quantity, means, deviations, peaks, contexts, fuji, jaccard, pearson, order };
    }),
    flows: once(async (payload: FlowProfiles) => {
      const [documents, starts, edges] = await Promise.all([
        counts(payload.documents),
        counts(payload.starts),
        counts(payload.edges),
      ]);
      return { payload, documents, starts, edges };
    }),
  };
}
