/** What a view is given, put together from a loaded document and the page's state. */

import type { Corpora } from './corpora';
import type { Lenses } from './lens/lenses';
import type { Contents, LoadedDocument, ViewProps } from './payload';
import { attentionOf, fitted, runOf, sequenceOf } from './select';
import type { PageState } from './state';

export type ViewData = Omit<ViewProps, 'update'>;

/** What was computed over all documents, or over a corpus. */
export interface OverAll {
  corpora: Corpora;
  lenses: Lenses;
}

/** What the selected model made of the document, or the first that read it; null if there is nothing to show. */
export function viewOf(
  loaded: LoadedDocument,
  page: PageState,
  { models }: Contents,
  { corpora, lenses }: OverAll,
): ViewData | null {
  const run = runOf(page, loaded.document);
  const model = models.find(({ key }) => key === run?.model);
  const attention = run && attentionOf(page, run);
  if (!model || !attention) return null;
  const query = sequenceOf(run, attention.query);
  const key = sequenceOf(run, attention.key);
  return { loaded, corpora, lenses, run, attention, query, key, model, models, page: fitted(page, run, attention) };
}
