/** What single keys do, and how the help lists them. */

import { VIEWS, type ViewName } from './state';

export type Action =
  | 'search'
  | 'next document'
  | 'previous document'
  | 'next layer'
  | 'previous layer'
  | 'next head'
  | 'previous head'
  | `${ViewName} view`
  | 'clear'
  | 'theme'
  | 'help';

export interface Shortcut {
  /** Value of `KeyboardEvent.key`. */
  key: string;
  action: Action;
  help: string;
}

export const SHORTCUTS: readonly Shortcut[] = [
  { key: '/', action: 'search', help: 'Search the documents' },
  { key: 'j', action: 'next document', help: 'Next document of the list' },
  { key: 'k', action: 'previous document', help: 'Previous document of the list' },
  { key: ']', action: 'next layer', help: 'Next layer' },
  { key: '[', action: 'previous layer', help: 'Previous layer' },
  { key: 'h', action: 'next head', help: 'Select the next head' },
  { key: 'g', action: 'previous head', help: 'Select the previous head' },
  ...VIEWS.map((view, at): Shortcut => ({ key: String(at + 1), action: `${view} view`, help: `View: ${view}` })),
  { key: 'Escape', action: 'clear', help: 'Let go of the pinned tokens, neuron and clusters, then of the head' },
  { key: 't', action: 'theme', help: 'Change between automatic, light and dark' },
  { key: '?', action: 'help', help: 'Show this list' },
];

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'defaultPrevented'>;

/** The action of a key press outside any field; undefined if it belongs to the browser or to a view. */
export function actionOf(press: Press): Action | undefined {
  if (press.defaultPrevented || press.ctrlKey || press.metaKey || press.altKey) return undefined;
  return SHORTCUTS.find((shortcut) => shortcut.key === press.key)?.action;
}
