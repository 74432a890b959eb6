/** What the reader's deeds in the Network view change of the page's state. */

import { togglePin } from '../focus';
import type { Form } from './network';
import type { PageState } from '../state';
import type { Side, Unit } from '../units';

type Change = Partial<PageState>;

/** Layers by form, as the page's state has them. */
type Forms = Pick<PageState, 'multiples' | 'piles'>;

export function formOf({ multiples, piles }: Forms, layer: number): Form {
  if (multiples.includes(layer)) return 'multiples';
  return piles.includes(layer) ? 'piles' : 'links';
}

/** Show some layers in a form. */
export function withForm({ multiples, piles }: PageState, layers: readonly number[], form: Form): Change {
  const chosen = (numbers: readonly number[], own: Form) => changedSet(numbers, layers, form === own);
  return { multiples: chosen(multiples, 'multiples'), piles: chosen(piles, 'piles') };
}

/** Draw some layers narrow, or wide again. */
export function withCollapsed({ collapsed }: PageState, layers: readonly number[], isCollapsed: boolean): Change {
  return { collapsed: changedSet(collapsed, layers, isCollapsed) };
}

function changedSet(numbers: readonly number[], changed: readonly number[], isIn: boolean): number[] {
  const others = numbers.filter((number) => !changed.includes(number));
  return [...others, ...(isIn ? changed : [])].sort((a, b) => a - b);
}

/** Switch a head on or off in every layer. */
export function withHeadSwitched({ heads }: PageState, all: readonly number[], head: number): Change {
  const isOn = (each: number) => heads?.includes(each) !== false;
  const next = all.filter((each) => (each === head ? !isOn(each) : isOn(each)));
  return { heads: next.length === all.length ? null : next };
}

/**
 * Pin a word as a token of the layer that it asks in, so that every view shows it, or let go of it. Words of another
 * layer that were pinned are let go, because the page has one layer at a time.
 */
export function withPinned(page: PageState, layer: number, side: Side, unit: Unit): Change {
  const { queries, keys } = layer === page.layer ? page : { queries: [], keys: [] };
  return side === 'query'
    ? { layer, queries: togglePin(queries, unit), keys }
    : { layer, queries, keys: togglePin(keys, unit) };
}
