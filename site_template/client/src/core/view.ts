/** What a view is given, put together from a loaded document and the page's state. */

import type { Corpora } from './corpora';
import type { Contents, LoadedDocument, ViewProps } from './payload';
import { attentionOf, fitted, runOf, sequenceOf } from './select';
import type { PageState } from './state';

export type ViewData = Omit<ViewProps, 'update'>;

/** What the selected model made of the document, or the first that read it; null if there is nothing to show. */
export function viewOf(loaded: LoadedDocument, page: PageState, manifest: Contents, corpora: Corpora): ViewData | null {
  const run = runOf(page, loaded.document);
  const model = manifest.models.find(({ key }) => key === run?.model);
  const attention = run && attentionOf(page, run);
  if (!model || !attention) return null;
  const query = sequenceOf(run, attention.query);
  const key = sequenceOf(run, attention.key);
  return { loaded, corpora, run, attention, query, key, model, page: fitted(page, run, attention) };
}
