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

/** First the tokens and the neuron, then the head: the way back from what was chosen last. */
function clear({ page, update }: Session): void {
  const { queries, keys, neuron } = page;
  if (queries.length || keys.length || neuron !== null) update({ queries: [], keys: [], neuron: null });
  else if (page.head !== null) update({ head: null });
}
