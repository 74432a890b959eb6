/** Small layers and units for the tests beside this file. */

import type { Linear } from './oklab';
import type { LayerCodes } from './payload';
import type { UnitWeights } from './regroup';
import type { Unit } from './units';
import type { HeadTensors } from './vectors';

/** The codec's table for probabilities. */
export const TABLE = Float32Array.from({ length: 256 }, (_, code) => (code / 255) ** 2);

/** A layer that holds the codes of `rows`, axes (head, query, key). */
export function layerOf(rows: readonly (readonly (readonly number[])[])[]): LayerCodes {
  return {
    layer: 0,
    heads: rows.map((_, head) => head),
    nQuery: rows[0]?.length ?? 0,
    nKey: rows[0]?.[0]?.length ?? 0,
    codes: Uint8Array.from(rows.flat(2)),
    table: TABLE,
    maxError: 0.004,
  };
}

/** Weights as `regroup` gives them, from axes (head, query, key). */
export function weightsOf(rows: readonly (readonly (readonly number[])[])[]): UnitWeights {
  return {
    heads: rows.map((_, head) => head),
    nQuery: rows[0]?.length ?? 0,
    nKey: rows[0]?.[0]?.length ?? 0,
    values: Float32Array.from(rows.flat(2)),
  };
}

/** A unit of the given tokens, of a sequence that is shown from its first. */
export function unitOf(tokens: readonly number[], label = `t${tokens.join('+')}`): Unit {
  return { label, raw: label, tokens, numbers: tokens.map(String), word: null, segment: 0, special: false };
}

/** Linear light of `#rrggbb`; the screen's gamma is undone here, so that a fault in the page's own cannot hide. */
export function fromHex(hex: string): Linear {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return [red, green, blue];
}

/** Numbers in [0, 1) from a seed: the same in every run. */
export function randoms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A head of the given query and key vectors, whose values are its keys; the rest as in the simplest model. */
export function tensorsOf(
  query: readonly (readonly number[])[],
  key: readonly (readonly number[])[],
  more: Partial<HeadTensors> = {},
): HeadTensors {
  const dim = key[0]?.length ?? 0;
  return {
    nQuery: query.length,
    nKey: key.length,
    dim,
    valueDim: dim,
    query: Float32Array.from(query.flat()),
    key: Float32Array.from(key.flat()),
    value: Float32Array.from(key.flat()),
    scaling: 1,
    softCap: null,
    offsetBias: null,
    keyBias: null,
    pairTerms: null,
    outside: null,
    visibleBack: Infinity,
    visibleAhead: Infinity,
    ...more,
  };
}
