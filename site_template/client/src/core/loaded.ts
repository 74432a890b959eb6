/** A document whose arrays are inflated layer by layer, each at its first use. */

import { inflateCodes, inflateCounts, inflateFloats, inflateVectors, valueTable } from './codec';
import type { Container } from './container';
import type {
  AttentionKind,
  AttentionLayer,
  CountArray,
  Document,
  FloatArray,
  HeadVectors,
  LayerCodes,
  LayerVectors,
  LoadedDocument,
  TokenClusters,
  VectorArray,
} from './payload';

export function openDocument(container: Container): LoadedDocument {
  const codes = eachOnce(container, inflateLayer);
  const vectors = eachOnce(container, inflateLayerVectors);
  const clusters = eachOnce(container, inflateTokenClusters);
  return { document: container.document, layerCodes: codes, layerVectors: vectors, tokenClusters: clusters };
}

type Inflate<T> = (container: Container, layer: AttentionLayer) => Promise<T>;

/** A function that finds a layer and inflates it at the first call. */
function eachOnce<T>(container: Container, inflate: Inflate<T>) {
  const inflated = new Map<AttentionLayer, Promise<T>>();
  return (model: string, kind: AttentionKind, number: number): Promise<T> => {
    const layer = findLayer(container.document, model, kind, number);
    if (!layer) {
      const { id } = container.document;
      return Promise.reject(new Error(`${id} has no ${kind} attention of layer ${number} (${model}).`));
    }
    const content = inflated.get(layer) ?? orDamaged(inflate(container, layer), layer, container.document);
    inflated.set(layer, content);
    return content;
  };
}

function findLayer({ runs }: Document, model: string, kind: AttentionKind, number: number): AttentionLayer | undefined {
  const run = runs.find((candidate) => candidate.model === model);
  const attention = run?.attention.find((candidate) => candidate.kind === kind);
  return attention?.layers.find((candidate) => candidate.layer === number);
}

function orDamaged<T>(content: Promise<T>, { layer }: AttentionLayer, { id }: Document): Promise<T> {
  return content.catch((cause: unknown) => {
    throw new Error(`Layer ${layer} of the document ${id} is damaged. Build or copy the page again.`, { cause });
  });
}

async function inflateLayer({ blob }: Container, { layer, heads, weights }: AttentionLayer): Promise<LayerCodes> {
  const [, nQuery = 0, nKey = 0] = weights.shape;
  const codes = await inflateCodes(weights, blob(weights.data));
  return { layer, heads, nQuery, nKey, codes, table: valueTable(weights.scale), maxError: weights.max_error };
}

async function inflateLayerVectors(container: Container, layer: AttentionLayer): Promise<LayerVectors | null> {
  const { vectors } = layer;
  return vectors
    ? { layer: layer.layer, heads: layer.heads, payload: vectors, ...(await arraysOf(container, vectors)) }
    : null;
}

async function inflateTokenClusters({ blob }: Container, layer: AttentionLayer): Promise<TokenClusters | null> {
  const { lens, heads } = layer;
  if (!lens) return null;
  const counts = (packed: CountArray) => inflateCounts(packed, blob(packed.data));
  const [query, key, value] = await Promise.all([counts(lens.query), counts(lens.key), counts(lens.value)]);
  return { heads, query, key, value };
}

async function arraysOf({ blob }: Container, vectors: HeadVectors) {
  const codes = (packed: VectorArray) => inflateVectors(packed, blob(packed.data));
  const floats = (packed: FloatArray | null) => packed && inflateFloats(packed, blob(packed.data));
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
