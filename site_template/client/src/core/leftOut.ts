/** What the author's export has and the page has not, because the author bounded its size. */

import { formatCount } from './format';
import type { SizeLimit } from './payload';

/** Parts that are left out for all documents, model by model. */
export type PartOfModel = 'lens' | 'corpus' | 'statistics';

/** The limit, if something of a model was left out for it. */
export function limitOn(limit: SizeLimit | null, part: PartOfModel, model: string): SizeLimit | null {
  return limit?.left_out[part].includes(model) ? limit : null;
}

/** The limit, if the comparison of two models, in either order, was left out for it. */
export function limitOnComparison(limit: SizeLimit | null, one: string, other: string): SizeLimit | null {
  const isOut = limit?.left_out.comparisons.some((pair) => pair.includes(one) && pair.includes(other));
  return isOut && one !== other ? limit : null;
}

/**
 * A sentence on what is not here.
 *
 * @param subject The beginning of the sentence; of more than one thing with `were`.
 */
export function leftOutSentence(
  { max_bytes: bytes }: SizeLimit,
  subject: string,
  verb: 'was' | 'were' = 'was',
): string {
  const object = verb === 'was' ? 'it' : 'them';
  return `${subject} ${verb} left out of this page to keep it within ${formatSize(bytes)}; the author’s export has ${object}.`;
}

/** The same of the documents; null if none were left out. */
export function documentsLeftOut(limit: SizeLimit | null): string | null {
  const count = limit?.left_out.n_documents ?? 0;
  if (!limit || count === 0) return null;
  return count === 1
    ? leftOutSentence(limit, '1 more document')
    : leftOutSentence(limit, `${formatCount(count)} more documents`, 'were');
}

/** A size that somebody chose, with no digit more or less: `10 MB`. */
function formatSize(bytes: number): string {
  const [whole = '', rest] = String(bytes / 1e6).split('.');
  return `${formatCount(Number(whole))}${rest === undefined ? '' : `.${rest}`} MB`;
}
