/** The words of a cluster as a cloud: sized by count or by score, coloured by class. */

import { formatCount, formatSigned } from '../../core/format';
import type { ClusterWord } from '../../core/lens/lens';
import type { TokenClass } from '../../core/payload';
import type { CloudEntry } from '../WordCloud.svelte';

/** @param colours By class. */
export function cloudEntries(
  words: readonly ClusterWord[],
  classes: readonly TokenClass[],
  colours: readonly string[],
): CloudEntry[] {
  return words.map((word) => ({
    text: word.text,
    weight: word.score ?? word.count,
    colour: colours[word.wordClass] ?? '',
    meaning: meaningOf(word, classes),
  }));
}

function meaningOf({ text, wordClass, count, score }: ClusterWord, classes: readonly TokenClass[]): string {
  const times = `${formatCount(count)} ${count === 1 ? 'token' : 'tokens'}`;
  const distinct = score === null ? '' : `, z = ${formatSigned(score)}`;
  return `${text} (${classes[wordClass]?.name ?? '?'}): ${times}${distinct}`;
}
