/** What the page says about clusters and their pairs: tooltips and the line read aloud. */

import type { Description, Fact } from '../describe';
import { formatCount, formatPercent, formatSigned } from '../format';
import { classesOf, groupingOf, rowShares, valueAt, type Cluster, type HeadLens } from './lens';
import { clusterName, firstWords, rankedClasses } from './lensNames';
import type { PageState } from '../state';

const [MOST_CLASSES, MOST_WORDS] = [4, 6];

/** `q 3 auxiliaries`: the role by its letter, the number and the name of a cluster. */
export function shortName(lens: HeadLens, cluster: Cluster): string {
  return `${cluster.role} cluster ${cluster.number} (${clusterName(cluster, classesOf(lens, cluster.role))})`;
}

/** @param classing Whether its largest classes are parts of speech or relations. */
export function describeCluster(lens: HeadLens, cluster: Cluster, classing: PageState['classing']): Description {
  const { classes, sharesOf } = groupingOf(lens, cluster.role, classing);
  return {
    title: shortName(lens, cluster),
    facts: [
      { name: 'vectors', value: `${formatCount(cluster.size)}, ${formatPercent(cluster.share)}` },
      ...rankedClasses(sharesOf(cluster))
        .slice(0, MOST_CLASSES)
        .map(([place, share]): Fact => ({ name: classes[place]?.name ?? '?', value: formatPercent(share) })),
      { name: 'places', value: placesInWords(cluster) },
      { name: 'words', value: firstWords(cluster, MOST_WORDS) || 'none' },
    ],
  };
}

/** A tenth of the sequence is worth a word if it has twice its share. */
const NOTABLE = 0.2;

/** Where most of a cluster lies: `41 % in tenth 1 of the sequence`. */
export function placesInWords({ deciles }: Pick<Cluster, 'deciles'>): string {
  const most = Math.max(...deciles);
  if (most < NOTABLE) return 'all along the sequence';
  return `${formatPercent(most)} in tenth ${deciles.indexOf(most) + 1} of the sequence`;
}

/** A query cluster and a key cluster. */
export function describePair(lens: HeadLens, query: Cluster, key: Cluster): Description {
  const product = valueAt(lens.similarity, query.number, key.number);
  return {
    title: `${shortName(lens, query)} → ${shortName(lens, key)}`,
    facts: [
      { name: 'inner product', value: formatSigned(product) },
      { name: `scaled by ${formatFactor(lens.scaling)}`, value: formatSigned(product * lens.scaling) },
      { name: 'asks', value: firstWords(query, MOST_WORDS) || 'none' },
      { name: 'answers', value: firstWords(key, MOST_WORDS) || 'none' },
    ],
  };
}

/** A key cluster and a value cluster. */
export function describeWritten(lens: HeadLens, key: Cluster, value: Cluster): Description {
  const count = valueAt(lens.written, key.number, value.number);
  const share = valueAt(rowShares(lens.written), key.number, value.number);
  const back = value.size > 0 ? count / value.size : 0;
  return {
    title: `${shortName(lens, key)} → ${shortName(lens, value)}`,
    facts: [
      { name: 'tokens in both', value: formatCount(count) },
      { name: 'of the key cluster', value: formatPercent(share) },
      { name: 'of the value cluster', value: formatPercent(back) },
      { name: 'written words', value: firstWords(value, MOST_WORDS) || 'none' },
    ],
  };
}

/** A factor such as 1/√d to three digits. */
export function formatFactor(factor: number): string {
  return String(Number(factor.toPrecision(3)));
}
