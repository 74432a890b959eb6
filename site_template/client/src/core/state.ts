/** The one state object of the page. It is mirrored in the URL fragment, so that any state is a link. */

import type { AttentionKind } from './payload';

export type ViewName = 'heads' | 'model';

/** Which sentences of a pair a link may join: query from the first letter, key from the second. */
export type PairFilter = 'all' | 'aa' | 'ab' | 'ba' | 'bb';

export interface PageState {
  view: ViewName;
  /** Id of the selected document. */
  document: string;
  /** Key of the selected model in the manifest. */
  model: string;
  kind: AttentionKind;
  /** Selected layer, counted from 0 as the model counts. */
  layer: number;
  /** The selected head of that layer; null while none is. Shared by all views. */
  head: number | null;
  /** Heads switched on in the Heads view; null for all. */
  heads: readonly number[] | null;
  /** Pinned token indices (never word indices) on the query side; several are summed. */
  queries: readonly number[];
  /** Pinned token indices on the key side. */
  keys: readonly number[];
  pair: PairFilter;
  level: 'piece' | 'word';
  /** Whether special tokens are shown. */
  specials: boolean;
  /** Whether tokens are shown as the vocabulary spells them. */
  raw: boolean;
  filter: 'none' | 'threshold' | 'mass';
  /** Smallest weight shown while `filter` is 'threshold'; 0 to 1. */
  threshold: number;
  /** Share of each query's row that the strongest keys must reach while `filter` is 'mass'; 0 to 1. */
  mass: number;
  theme: 'auto' | 'light' | 'dark';
}
