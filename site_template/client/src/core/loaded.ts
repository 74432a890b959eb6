/** A document whose arrays are inflated layer by layer, each at its first use. */

import { inflateCodes, inflateCounts, inflateFloats, inflateVectors, valueTable } from './codec';
import type { Container } from './container';
import { lengthOf, type Cut } from './cut';
import { areBlocks, areWhole, cutDocument, cutsOf, isLong, type Cuts } from './excerpt';
import type {
  Attention,
  AttentionKind,
  AttentionLayer,
  CountArray,
  Counts,
  Document,
  FloatArray,
  HeadVectors,
  ImportedVector,
  LayerCodes,
  LayerVectors,
  LoadedDocument,
  ModelRun,
  TokenClusters,
  VectorArray,
} from './payload';
import { reduceCodes } from './reduce';
import { unreadable } from './shardSource';
import type { PageState } from './state';

/** A container, and the file that it is from; undefined for the page itself. */
interface Origin extends Container {
  file: string | undefined;
}

export function openDocument(content: Container, file?: string): LoadedDocument {
  const container: Origin = { ...content, file };
  const imported = new Map<string, Promise<ImportedVector[] | null>>();
  let last: { part: PageState['part']; excerpt: LoadedDocument } | null = null;
  const whole: LoadedDocument = {
    document: container.document,
    layerCodes: eachOnce(container, inflateLayer),
    layerVectors: eachOnce(container, inflateLayerVectors),
    tokenClusters: eachOnce(container, inflateTokenClusters),
    importedVectors: (model) => {
      const run = container.document.runs.find((candidate) => candidate.model === model);
      const content = imported.get(model) ?? inflateImported(container, run);
      imported.set(model, content);
      return content;
    },
    excerpt: (part) => {
      if (!isLong(container.document)) return whole;
      if (last?.part !== part) last = { part, excerpt: openExcerpt(container, whole, part) };
      return last.excerpt;
    },
  };
  return whole;
}

/** A part of a document; its layers are cut while they are inflated. */
function openExcerpt(container: Origin, whole: LoadedDocument, part: PageState['part']): LoadedDocument {
  return {
    ...whole,
    document: cutDocument(container.document, part),
    layerCodes: eachOnce(container, (from, found) => inflateCut(from, found, part)),
    layerVectors: eachOnce(container, async (_, { run, attention, layer }) =>
      areBlocks(cutsOf(run, attention, part)) ? null : whole.layerVectors(run.model, attention.kind, layer.layer),
    ),
    tokenClusters: eachOnce(container, async (from, found) => {
      const clusters = await inflateTokenClusters(from, found);
      return clusters && cutClusters(clusters, cutsOf(found.run, found.attention, part));
    }),
  };
}

/** A layer, and what it is of. */
interface Found {
  run: ModelRun;
  attention: Attention;
  layer: AttentionLayer;
}

type Inflate<T> = (container: Container, found: Found) => Promise<T>;

/** A function that finds a layer and inflates it at the first call. */
function eachOnce<T>(container: Origin, inflate: Inflate<T>) {
  const inflated = new Map<AttentionLayer, Promise<T>>();
  return (model: string, kind: AttentionKind, number: number): Promise<T> => {
    const found = findLayer(container.document, model, kind, number);
    if (!found) {
      const { id } = container.document;
      return Promise.reject(new Error(`${id} has no ${kind} attention of layer ${number} (${model}).`));
    }
    const { layer } = found;
    const content = inflated.get(layer) ?? orDamaged(inflate(container, found), layer, container);
    inflated.set(layer, content);
    // A failure is not kept, so asking again tries again.
    content.catch(() => inflated.delete(layer));
    return content;
  };
}

function findLayer({ runs }: Document, model: string, kind: AttentionKind, number: number): Found | undefined {
  const run = runs.find((candidate) => candidate.model === model);
  const attention = run?.attention.find((candidate) => candidate.kind === kind);
  const layer = attention?.layers.find((candidate) => candidate.layer === number);
  return run && attention && layer && { run, attention, layer };
}

function orDamaged<T>(content: Promise<T>, { layer }: AttentionLayer, { document, file }: Origin): Promise<T> {
  return content.catch((cause: unknown) => {
    throw unreadable(`Layer ${layer} of the document ${document.id} is`, file, cause);
  });
}

async function inflateLayer({ blob }: Container, { layer: { layer, heads, weights } }: Found): Promise<LayerCodes> {
  const [, nQuery = 0, nKey = 0] = weights.shape;
  const codes = await inflateCodes(weights, await blob(weights.data));
  return { layer, heads, nQuery, nKey, codes, table: valueTable(weights.scale), maxError: weights.max_error };
}

async function inflateCut(container: Container, found: Found, part: PageState['part']): Promise<LayerCodes> {
  const cuts = cutsOf(found.run, found.attention, part);
  if (areWhole(cuts)) return inflateLayer(container, found);
  const { layer, heads, weights } = found.layer;
  const reduced = await reduceCodes(weights, container.blob, cuts);
  const [nQuery, nKey] = [lengthOf(cuts.query), lengthOf(cuts.key)];
  return { layer, heads, nQuery, nKey, table: valueTable(weights.scale), ...reduced };
}

async function inflateLayerVectors(container: Container, { layer }: Found): Promise<LayerVectors | null> {
  const { vectors } = layer;
  return vectors
    ? { layer: layer.layer, heads: layer.heads, payload: vectors, ...(await arraysOf(container, vectors)) }
    : null;
}

async function inflateTokenClusters({ blob }: Container, { layer }: Found): Promise<TokenClusters | null> {
  const { lens, heads } = layer;
  if (!lens) return null;
  const counts = async (packed: CountArray) => inflateCounts(packed, await blob(packed.data));
  const [query, key, value] = await Promise.all([counts(lens.query), counts(lens.key), counts(lens.value)]);
  return { heads, query, key, value };
}

/** Clusters of the tokens that are shown; blocks fall in none. */
function cutClusters({ heads, query, key, value }: TokenClusters, cuts: Cuts): TokenClusters | null {
  if (areBlocks(cuts)) return null;
  return {
    heads,
    query: cutCounts(query, cuts.query),
    key: cutCounts(key, cuts.key),
    value: cutCounts(value, cuts.key),
  };
}

function cutCounts({ shape: [nHeads = 0, nTokens = 0], values }: Counts, { start, end }: Cut): Counts {
  const kept = values.filter((_, at) => at % nTokens >= start && at % nTokens < end);
  return { shape: [nHeads, end - start], values: kept };
}

async function inflateImported(container: Origin, run: ModelRun | undefined): Promise<ImportedVector[] | null> {
  if (!run?.vectors) return null;
  const vectors = run.vectors.blocks.flatMap(({ start, vectors: all }, block) =>
    all.map(async (payload, place) => {
      const values = await inflateFloats(payload.values, await container.blob(payload.values.data));
      return { block, place, payload, start, values };
    }),
  );
  return Promise.all(vectors).catch((cause: unknown) => {
    throw unreadable(`The vectors of ${container.document.id} are`, container.file, cause);
  });
}

async function arraysOf({ blob }: Container, vectors: HeadVectors) {
  const codes = async (packed: VectorArray) => inflateVectors(packed, await blob(packed.data));
  const floats = async (packed: FloatArray | null) => packed && inflateFloats(packed, await blob(packed.data));
  const [query, key, value, pairTerms] = await Promise.all([
    codes(vectors.query),
    codes(vectors.key),
    codes(vectors.value),
    vectors.pair_terms && codes(vectors.pair_terms),
  ]);
  const [offsetBias, keyBias, outside] = await Promise.all([
    floats(vectors.offset_bias),
    floats(vectors.key_bias),
    floats(vectors.outside),
  ]);
  return { query, key, value, pairTerms, offsetBias, keyBias, outside };
}
