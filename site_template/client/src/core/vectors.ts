/** The vectors of one head as numbers, with all that its scores need. */

import type { Cuts } from './excerpt';
import type { LayerVectors, VectorCodes } from './payload';

/** The vectors of one head of one layer; matrices are row-major. */
export interface TokenTensors {
  nQuery: number;
  nKey: number;
  /** Length of a query and of a key vector, and of a value vector. */
  dim: number;
  valueDim: number;
  /** Axes (query, dim), (key, dim) and (key, value dim). */
  query: Float32Array;
  key: Float32Array;
  value: Float32Array;
}

/** The vectors of one head, and what leads from them to its attention. */
export interface HeadTensors extends TokenTensors {
  /** Factor on the dot product, and the bound that scaled products are bent to stay within, if there is one. */
  scaling: number;
  softCap: number | null;
  /** Added to the score: by key - query + nQuery - 1, by key, and by (query, key). */
  offsetBias: Float32Array | null;
  keyBias: Float32Array | null;
  pairTerms: Float32Array | null;
  /** By query: logarithm of the summed exponentials of what took part in the softmax and is not here. */
  outside: Float32Array | null;
  /** Keys further back or ahead than this are masked. */
  visibleBack: number;
  visibleAhead: number;
}

/** @param head Index into `layer.heads`. */
export function headTensors(layer: LayerVectors, head: number): HeadTensors {
  const { payload, query, key, value, pairTerms } = layer;
  const keyHead = payload.key_heads[head] ?? 0;
  const [nQuery, nKey] = [query.shape[1] ?? 0, key.shape[1] ?? 0];
  return {
    nQuery,
    nKey,
    dim: query.shape[2] ?? 0,
    valueDim: value.shape[2] ?? 0,
    query: slab(query, head),
    key: slab(key, keyHead),
    value: slab(value, keyHead),
    scaling: payload.scaling,
    softCap: payload.soft_cap,
    offsetBias: row(layer.offsetBias, head, nQuery + nKey - 1),
    keyBias: row(layer.keyBias, head, nKey),
    pairTerms: pairTerms && slab(pairTerms, head),
    outside: row(layer.outside, head, nQuery),
    visibleBack: payload.visible_back ?? Infinity,
    visibleAhead: payload.visible_ahead ?? Infinity,
  };
}

/** The vectors of the tokens that are shown one by one: all, or of a long document some. */
export function shownTensors(head: TokenTensors, { query, key }: Cuts): TokenTensors {
  const { dim, valueDim } = head;
  return {
    nQuery: query.end - query.start,
    nKey: key.end - key.start,
    dim,
    valueDim,
    query: head.query.subarray(query.start * dim, query.end * dim),
    key: head.key.subarray(key.start * dim, key.end * dim),
    value: head.value.subarray(key.start * valueDim, key.end * valueDim),
  };
}

/** Numbers of the other heads that read the same key and value head, as with grouped queries. */
export function headsBeside({ heads, payload }: LayerVectors, head: number): number[] {
  const own = payload.key_heads[head];
  return heads.filter((_, at) => at !== head && payload.key_heads[at] === own);
}

/** The part of an array at one place of its first axis, in numbers. */
function slab({ shape, scales, codes, top }: VectorCodes, at: number): Float32Array {
  const [, nVectors = 0, dim = 0] = shape;
  const values = new Float32Array(nVectors * dim);
  for (let vector = 0; vector < nVectors; vector++) {
    const factor = (scales[at * nVectors + vector] ?? 0) / top;
    const start = vector * dim;
    for (let i = start; i < start + dim; i++) values[i] = factor * (codes[at * nVectors * dim + i] ?? 0);
  }
  return values;
}

function row(values: Float32Array | null, at: number, length: number): Float32Array | null {
  return values?.subarray(at * length, (at + 1) * length) ?? null;
}

/** Whether a query could see a key. */
export function isVisible({ visibleBack, visibleAhead }: HeadTensors, query: number, key: number): boolean {
  return key - query <= visibleAhead && query - key <= visibleBack;
}
