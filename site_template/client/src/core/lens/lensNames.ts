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
/** Universal relations, likewise (universaldependencies.org/u/dep). */
const RELATIONS: Readonly<Record<string, string>> = {
  acl: 'clauses of nouns',
  advcl: 'adverbial clauses',
  advmod: 'adverbial modifiers',
  amod: 'adjectival modifiers',
  appos: 'appositions',
  aux: 'auxiliaries',
  case: 'case markers',
  cc: 'coordinators',
  ccomp: 'clausal complements',
  clf: 'classifiers',
  compound: 'compounds',
  conj: 'conjuncts',
  cop: 'copulas',
  csubj: 'clausal subjects',
  dep: 'other relations',
  det: 'determiners',
  discourse: 'discourse elements',
  dislocated: 'dislocated elements',
  expl: 'expletives',
  fixed: 'fixed expressions',
  flat: 'flat expressions',
  goeswith: 'parts of split words',
  iobj: 'indirect objects',
  list: 'list items',
  mark: 'markers of clauses',
  nmod: 'nominal modifiers',
  nsubj: 'nominal subjects',
  nummod: 'numeric modifiers',
  obj: 'objects',
  obl: 'oblique nominals',
  orphan: 'orphans',
  parataxis: 'parataxis',
  punct: 'punctuation',
  reparandum: 'repaired words',
  root: 'roots of sentences',
  vocative: 'vocatives',
  xcomp: 'open complements',
};
const UNTAGGED: Readonly<Record<string, string>> = { word: 'words', other: 'no words' };

/**
 * From the first share on the largest class names a cluster alone, from the second on together with another that has
 * the third; below, a cluster is mixed.
 */
const [ALONE, FIRST, SECOND] = [0.6, 0.35, 0.2];

const NAMES: Readonly<Record<TokenClass['role'], Readonly<Record<string, string>>>> = {
  pos: PLURALS,
  relation: RELATIONS,
  special: {},
  untagged: UNTAGGED,
};

/** `nouns`, `nominal subjects`, or the token itself. */
export function className({ name, role }: TokenClass): string {
  return NAMES[role][name] ?? name;
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

/** The same of the relations of its words; nothing without a parser. */
export function relationName({ relations }: Pick<Cluster, 'relations'>, classes: readonly TokenClass[]): string {
  return relations ? nameOfShares(rankedClasses(relations), classes) : '';
}

export function sketchName(sketch: Pick<ClusterSketch, 'classes'>, classes: readonly TokenClass[]): string {
  return nameOfShares(sketch.classes, classes);
}

/** Words as they read, each once: a word of two classes is listed twice. */
export function textsOf(words: readonly { text: string }[]): string[] {
  return [...new Set(words.map(({ text }) => text))];
}

/** Its first words, for a line. */
export function firstWords({ frequent }: Pick<Cluster, 'frequent'>, most: number): string {
  return textsOf(frequent).slice(0, most).map(inList).join(', ');
}

/** A word as lists write it: a comma among commas needs quotation marks. */
export function inList(word: string): string {
  return /[\p{L}\p{N}]/u.test(word) ? word : `“${word}”`;
}
