/** Small statistics for the tests beside this file; nothing of the page imports it. */

import type { Counts, PartStatistics, Quantised, TokenType, VectorCodes } from '../payload';
import { TABLE } from '../testing';
import type { LoadedScores, LoadedTokens } from './statistics';

export const TYPES: readonly TokenType[] = [
  { token: 'cat', label: 'cat', role: 'word' },
  { token: ',', label: ',', role: 'punctuation' },
  { token: '[CLS]', label: '[CLS]', role: 'special' },
  { token: '##ing', label: 'ing', role: 'word' },
];

/** Axes (group, head, token): two groups, three heads; in the second group there is no `##ing`. */
const MEANS = [
  [0.5, 0.1, 0.9, 0.3, 0.25, 0.2, 0.8, 0.35, 0, 0, 1, 0.1],
  [0.4, 0.2, 0.7, 0, 0.1, 0.2, 0.7, 0, 0.2, 0, 1, 0],
].flat();
/** Codes whose values are their squares' shares: 255 stands for 1, 128 for about a quarter. */
const DEVIATIONS = MEANS.map((_, at) => (at % 4 === 0 ? 128 : 0));
const PEAKS = MEANS.map((_, at) => (at % 4 === 0 ? 255 : 64));

export function quantised(shape: readonly number[], codes: readonly number[]): Quantised {
  return { shape, codes: Uint8Array.from(codes), table: TABLE, maxError: 0.004 };
}

/** Each row's scale is 1. */
export function vectorCodes(shape: readonly number[], values: readonly number[]): VectorCodes {
  const top = 32767;
  const scales = Float32Array.from({ length: values.length / (shape.at(-1) ?? 1) }, () => 1);
  return { shape, scales, codes: Int16Array.from(values, (value) => Math.round(value * top)), top };
}

export function counts(shape: readonly number[], values: readonly number[]): Counts {
  return { shape, values: Uint16Array.from(values) };
}

/** Contexts of the first two tokens in the documents 0 to 2. */
const CONTEXTS = [
  [0, 0, 3],
  [0, 1, 5],
  [0, 2, 1],
  [1, 0, 2],
].flat();

const SCORES: LoadedScores = {
  quantity: 'received',
  means: vectorCodes([2, 3, 4], MEANS),
  deviations: quantised([2, 3, 4], DEVIATIONS),
  peaks: quantised([2, 3, 4], PEAKS),
  contexts: quantised([3, 4], [255, 128, 64, 32, 0, 255, 64, 32, 0, 0, 0, 0]),
  fuji: vectorCodes([2, 3, 3], [1, 0.5, 0.2, 0.5, 1, 0.4, 0.2, 0.4, 1, 1, 0.1, 0.2, 0.1, 1, 0.3, 0.2, 0.3, 1]),
  jaccard: vectorCodes([2, 3, 3], new Array<number>(18).fill(1)),
  pearson: vectorCodes([2, 3, 3], new Array<number>(18).fill(-0.5)),
  order: counts([2, 3], [1, 0, 2, 2, 0, 1]),
};

/** Heads 0 and 1 of layer 0, and head 0 of layer 2. */
export function tokensOf(types: readonly TokenType[] = TYPES): LoadedTokens {
  const payload = {
    kind: 'encoder',
    sequence: 'source',
    heads: [
      [0, 0],
      [0, 1],
      [2, 0],
    ],
    n_types: 9,
    types,
  } as unknown as PartStatistics; // what is left out is packed, and inflated below
  return {
    payload,
    counts: counts([2, 4], [6, 3, 4, 2, 3, 2, 2, 0]),
    contexts: counts([4, 3], CONTEXTS),
    scores: SCORES,
  };
}
