/** What the actions of the keyboard do. */

import { neighbourHead, neighbourLayer } from '../core/select';
import type { Action } from '../core/shortcuts';
import { THEMES } from '../core/state';
import type { Session } from './session.svelte';

/** Parts of the page that only the page itself can reach. */
export interface Reach {
  focusSearch: () => void;
  /** Open the document so many lines further in the list. */
  stepDocument: (step: number) => void;
  showHelp: () => void;
}

export function perform(action: Action, session: Session, reach: Reach): void {
  const deeds: Record<Action, () => void> = {
    search: reach.focusSearch,
    'next document': () => reach.stepDocument(1),
    'previous document': () => reach.stepDocument(-1),
    'next layer': () => stepLayer(session, 1),
    'previous layer': () => stepLayer(session, -1),
    'next head': () => stepHead(session, 1),
    'previous head': () => stepHead(session, -1),
    'network view': () => session.update({ view: 'network' }),
    'heads view': () => session.update({ view: 'heads' }),
    'model view': () => session.update({ view: 'model' }),
    'neurons view': () => session.update({ view: 'neurons' }),
    'lens view': () => session.update({ view: 'lens' }),
    'flows view': () => session.update({ view: 'flows' }),
    'tokens view': () => session.update({ view: 'tokens' }),
    'corpus view': () => session.update({ view: 'corpus' }),
    clear: () => clear(session),
    theme: () => nextTheme(session),
    help: reach.showHelp,
  };
  deeds[action]();
}

export function nextTheme({ page, update }: Session): void {
  update({ theme: THEMES[(THEMES.indexOf(page.theme) + 1) % THEMES.length] ?? 'auto' });
}

function stepLayer({ view, update }: Session, step: number): void {
  if (view) update({ layer: neighbourLayer(view.attention, view.page.layer, step) });
}

function stepHead({ view, update }: Session, step: number): void {
  const heads = view?.attention.layers.find(({ layer }) => layer === view.page.layer)?.heads ?? [];
  if (view) update({ head: neighbourHead(heads, view.page.head, step) });
}

/** First the tokens, the flow, the neuron and the clusters, then the head: the way back from what was chosen last. */
function clear({ page, update }: Session): void {
  const { queries, keys, frozen, neuron, cell, written } = page;
  const isPinned =
    [queries, keys, frozen].some(({ length }) => length > 0) || [neuron, cell, written].some((pin) => pin !== null);
  if (isPinned) update({ queries: [], keys: [], frozen: [], glyph: null, neuron: null, cell: null, written: null });
  else if (page.head !== null) update({ head: null });
}
