/** The heads that the Corpus view takes the mean over. */

import { headName } from '../format';
import type { PageState } from '../state';

type Head = readonly [number, number];
type Scope = Pick<PageState, 'headScope' | 'layer' | 'head'>;

/** The scope that applies: without a selected head, that of its layer stands for it. */
export function scopeOf({ headScope, head }: Scope): PageState['headScope'] {
  return headScope === 'head' && head === null ? 'layer' : headScope;
}

/** Places of the heads in scope. */
export function headsInScope(heads: readonly Head[], page: Scope): number[] {
  const scope = scopeOf(page);
  return heads.flatMap(([layer, head], place) => {
    if (scope === 'all') return [place];
    return layer === page.layer && (scope === 'layer' || head === page.head) ? [place] : [];
  });
}

/** For a sentence: `in L3 · H7`, `over the heads of L3`, `over all heads`. */
export function scopeName(page: Scope): string {
  const scope = scopeOf(page);
  if (scope === 'head') return `in ${headName(page.layer, page.head ?? 0)}`;
  return scope === 'layer' ? `over the heads of L${page.layer}` : 'over all heads';
}

/** Place of each head among other heads, -1 for those that are not there. */
export function placesAmong(heads: readonly Head[], others: readonly Head[]): number[] {
  const places = new Map(others.map(([layer, head], place) => [`${layer}.${head}`, place]));
  return heads.map(([layer, head]) => places.get(`${layer}.${head}`) ?? -1);
}
