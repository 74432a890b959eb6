/** A comparison and profiles for the tests beside this file: two layers of two heads, three documents, two classes. */

import type { LoadedComparison } from '../corpus/comparisons';
import type { LoadedFlows } from '../corpus/statistics';
import type { Counts, Quantised } from '../payload';

/** Codes are hundredths. */
const HUNDREDTHS = Float32Array.from({ length: 256 }, (_, code) => code / 100);

export function hundredths(shape: readonly number[], codes: readonly number[]): Quantised {
  return { shape, codes: Uint8Array.from(codes), table: HUNDREDTHS, maxError: 0.005 };
}

export function counts(shape: readonly number[], values: readonly number[]): Counts {
  return { shape, values: Uint32Array.from(values) };
}

// The casts leave out packed arrays, which nothing reads once they are inflated.
export const COMPARISON = {
  payload: {
    models: ['m0', 'm1'],
    threshold: 0.15,
    classes: [
      { name: '[CLS]', role: 'special' },
      { name: 'NOUN', role: 'pos' },
      { name: 'VERB', role: 'pos' },
    ],
  },
  documents: counts([3], [0, 2, 5]),
  classSizes: counts([1, 3], [3, 4, 0]),
  parts: [
    {
      payload: {
        kind: 'encoder',
        heads: [
          [0, 0],
          [0, 1],
          [1, 0],
          [1, 1],
        ],
      },
      moved: hundredths([3, 4], [10, 20, 30, 40, 0, 0, 0, 0, 50, 10, 0, 20]),
      rootMoved: hundredths([3, 4], [0, 0, 0, 90, 0, 0, 0, 0, 30, 0, 0, 0]),
      received: [
        Float32Array.from([0.5, 0.5, 0, 0.25, 0.75, 0, 0, 1, 0, 1, 0, 0]),
        Float32Array.from([0.25, 0.75, 0, 0.25, 0.75, 0, 0.5, 0.5, 0, 1, 0, 0]),
      ],
      edges: [Float32Array.from([1, 2, 3, 4]), Float32Array.from([1, 5, 2.5, 0])],
    },
  ],
} as unknown as LoadedComparison;

/** Flows of documents, given by their number, head, class asking, class answering and edges, in order. */
export function flowsOf(rows: readonly (readonly [number, number, number, number, number])[]): LoadedFlows {
  const documents = [...new Set(rows.map(([document]) => document))];
  const starts = documents.map((document) => rows.findIndex(([own]) => own === document));
  const fields = [1, 2, 3, 4].map((field) => rows.map((row) => row[field] ?? 0));
  return {
    payload: {
      threshold: 0.15,
      classes: COMPARISON.payload.classes,
      heads: [
        ['encoder', 0, 0],
        ['encoder', 1, 0],
      ],
      note: null,
    } as unknown as LoadedFlows['payload'],
    documents: counts([documents.length], documents),
    starts: counts([documents.length], starts),
    edges: counts([4, rows.length], fields.flat()),
  };
}
