/** What a view is given, put together from a loaded document and the page's state. */

import type { Corpora } from './corpora';
import type { Comparisons } from './corpus/comparisons';
import type { CorpusStatistics } from './corpus/statistics';
import { placesOf, tokensAt } from './cut';
import { areWhole, cutsOf, type Cuts } from './excerpt';
import type { Lenses } from './lens/lenses';
import type { Library } from './library';
import type { Attention, Contents, LoadedDocument, ModelRun, SizeLimit, ViewProps } from './payload';
import { attentionOf, fitted, NO_ATTENTION, runOf, sequenceOf } from './select';
import type { PageState } from './state';

export type ViewData = Omit<ViewProps, 'update' | 'addressOf'>;

/** All documents, and what was computed over them or over a corpus. */
export interface OverAll {
  library: Library;
  corpora: Corpora;
  statistics: CorpusStatistics;
  comparisons: Comparisons;
  lenses: Lenses;
  /** What of this the page was made without, to keep within a size. */
  limit: SizeLimit | null;
}

/**
 * What the selected model made of the document, or the first that read it; null if there is nothing to show.
 *
 * Of a long document it is an excerpt, in which tokens are counted from its first: the state that a view is given names
 * pinned tokens so, the state of the page by their places in the document.
 */
export function viewOf(
  whole: LoadedDocument,
  page: PageState,
  { models }: Contents,
  overAll: OverAll,
): ViewData | null {
  const loaded = whole.excerpt(page.part);
  const run = runOf(page, loaded.document);
  const model = models.find(({ key }) => key === run?.model);
  if (!run || !model) return null;
  // A run of imported vectors has none; then no view is offered that needs it.
  const attention = attentionOf(page, run) ?? NO_ATTENTION;
  const cuts = shownCuts(whole, run, attention, page.part);
  const inExcerpt = cuts
    ? { ...page, queries: placesOf(cuts.query, page.queries), keys: placesOf(cuts.key, page.keys) }
    : page;
  const query = sequenceOf(run, attention.query);
  const key = sequenceOf(run, attention.key);
  const fitting = fitted(inExcerpt, run, attention);
  return { loaded, ...overAll, run, attention, query, key, cuts, model, models, page: fitting };
}

function shownCuts(
  { document }: LoadedDocument,
  { model }: ModelRun,
  attention: Attention,
  part: PageState['part'],
): Cuts | null {
  const run = document.runs.find((candidate) => candidate.model === model);
  const cuts = run && run.attention.length > 0 ? cutsOf(run, attention, part) : null;
  return cuts && areWhole(cuts) ? null : cuts;
}

/** The page's state as a view leaves it, with its pins by their places in the document. */
export function wholePage({ cuts, page }: ViewData, { queries, keys }: PageState): PageState {
  return cuts ? { ...page, queries, keys } : page;
}

/** The same for a change that a view asks for; what leads to another document names places in that one. */
export function wholeChange({ cuts }: ViewData, change: Partial<PageState>): Partial<PageState> {
  if (!cuts || change.document !== undefined) return change;
  const { queries, keys } = change;
  return {
    ...change,
    ...(queries ? { queries: tokensAt(cuts.query, queries) } : {}),
    ...(keys ? { keys: tokensAt(cuts.key, keys) } : {}),
  };
}
