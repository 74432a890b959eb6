/** Some occurrences of a token, each with its value and the text around it. */

import { numberOf } from '../describe';
import type { Document, DocumentEntry, ModelRun, TokenSequence } from '../payload';
import { sequenceOf } from '../select';
import { snippetOf, type Snippet } from '../snippet';
import { isInGroup, type NamedGroup } from './groups';
import type { LoadedTokens } from './statistics';

/** An occurrence of a token. */
export interface Context {
  /** Place of the occurrence among all contexts. */
  at: number;
  /** Number of the document in the manifest. */
  document: number;
  /** Place of the token in its sequence. */
  token: number;
  /** Mean over the heads. */
  value: number;
}

/** Fields of a context. */
const FIELDS = 3;

/**
 * The contexts of a token that are in a group, the largest value first.
 *
 * @param token Place of the token among the listed ones.
 * @param heads Places of the heads that the mean is over.
 * @param model Place of the model in the manifest.
 */
export function contextsOf(
  { contexts, scores }: LoadedTokens,
  token: number,
  heads: readonly number[],
  group: NamedGroup,
  entries: readonly DocumentEntry[],
  model: number,
): Context[] {
  const [n = 0] = contexts.shape;
  const found: Context[] = [];
  for (let at = 0; at < n; at++) {
    const [type, document = 0, place = 0] = contexts.values.subarray(FIELDS * at, FIELDS * (at + 1));
    const entry = entries[document];
    if (type !== token || !entry || !isInGroup(group, entry, model)) continue;
    const values = heads.map((head) => scores.contexts.table[scores.contexts.codes[head * n + at] ?? 0] ?? 0);
    const value = values.reduce((sum, each) => sum + each, 0) / Math.max(1, heads.length);
    found.push({ at, document, token: place, value });
  }
  return found.sort((a, b) => b.value - a.value || a.at - b.at);
}

/** A word of a document, and what a reader counts its token as. */
export interface NumberedSnippet extends Snippet {
  number: string;
}

/** The text around a token of a document; a token that is in no text stands alone. */
export function snippetIn(
  document: Document,
  run: ModelRun,
  name: 'source' | 'target',
  token: number,
): NumberedSnippet {
  const sequence = sequenceOf(run, name);
  const number = numberOf(sequence, token);
  const [start = -1, end = -1] = [sequence.starts[token], sequence.ends[token]];
  const text = textOf(document, run, sequence, sequence.segments[token] ?? 0);
  if (start >= 0 && text !== null) return { ...snippetOf(text, start, end), number };
  return { before: '', word: sequence.labels[token] ?? '', after: '', number };
}

/** The text that a segment of a sequence was read from; null if the document does not hold it. */
function textOf(document: Document, run: ModelRun, sequence: TokenSequence, segment: number): string | null {
  if (sequence === run.target) {
    return document.target ?? (run.prediction?.task === 'generated' ? run.prediction.text : null);
  }
  if (segment === 0) return document.text;
  return document.text_b ?? run.continuation?.text ?? null;
}
