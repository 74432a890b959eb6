/** Classes and clusters in words. */

import type { Cluster } from './lens';
import type { ClusterSketch, TokenClass } from '../payload';

/** Universal parts of speech, as a sentence names them (universaldependencies.org/u/pos). */
const PLURALS: Readonly<Record<string, string>> = {
  ADJ: 'adjectives',
  ADP: 'adpositions',
  ADV: 'adverbs',
  AUX: 'auxiliaries',
  CCONJ: 'coordinators',
  DET: 'determiners',
  INTJ: 'interjections',
  NOUN: 'nouns',
  NUM: 'numerals',
  PART: 'particles',
  PRON: 'pronouns',
  PROPN: 'proper nouns',
  PUNCT: 'punctuation',
  SCONJ: 'subordinators',
  SYM: 'symbols',
  VERB: 'verbs',
  X: 'other words',
};
const UNTAGGED: Readonly<Record<string, string>> = { word: 'words', other: 'no words' };

/**
 * From the first share on the largest class names a cluster alone, from the second on together with another that has
 * the third; below, a cluster is mixed.
 */
const [ALONE, FIRST, SECOND] = [0.6, 0.35, 0.2];

/** `nouns`, or the token itself. */
export function className({ name, role }: TokenClass): string {
  const names = role === 'pos' ? PLURALS : role === 'untagged' ? UNTAGGED : {};
  return names[name] ?? name;
}

/** Places of classes and their shares, the largest first; those of none are left out. */
export function rankedClasses(shares: readonly number[]): [number, number][] {
  return shares
    .map((share, place): [number, number] => [place, share])
    .filter(([, share]) => share > 0)
    .sort((a, b) => b[1] - a[1] || a[0] - b[0]);
}

/** `auxiliaries`; `nouns, verbs` where no class has most of a cluster; `mixed: nouns, verbs` where none has much. */
export function nameOfShares(ranked: readonly (readonly [number, number])[], classes: readonly TokenClass[]): string {
  const [first, second] = ranked;
  if (!first) return 'empty';
  const isMixed = first[1] < FIRST;
  const isBoth = second && first[1] < ALONE && (isMixed || second[1] >= SECOND);
  const names = (isBoth ? [first, second] : [first]).map(([place]) =>
    classes[place] ? className(classes[place]) : '?',
  );
  return `${isMixed ? 'mixed: ' : ''}${names.join(', ')}`;
}

export function clusterName(cluster: Pick<Cluster, 'classes'>, classes: readonly TokenClass[]): string {
  return nameOfShares(rankedClasses(cluster.classes), classes);
}

export function sketchName(sketch: Pick<ClusterSketch, 'classes'>, classes: readonly TokenClass[]): string {
  return nameOfShares(sketch.classes, classes);
}

/** Its first words, for a line. */
export function firstWords({ frequent }: Pick<Cluster, 'frequent'>, most: number): string {
  return frequent
    .slice(0, most)
    .map(({ text }) => inList(text))
    .join(', ');
}

/** A word as lists write it: a comma among commas needs quotation marks. */
export function inList(word: string): string {
  return /[\p{L}\p{N}]/u.test(word) ? word : `“${word}”`;
}
