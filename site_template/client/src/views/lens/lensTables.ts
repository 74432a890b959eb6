/** What HeadLens shows, as tables. */

import type { Column, DataTable } from '../../core/dataTable';
import { formatCount, formatPercent, formatSigned } from '../../core/format';
import { classesOf, rowShares, valueAt, type Cluster, type HeadLens } from '../../core/lens/lens';
import { placesInWords } from '../../core/lens/lensFacts';
import { clusterName, firstWords, rankedClasses } from '../../core/lens/lensNames';
import type { TokenClass } from '../../core/payload';

const STEP = 1000;
const WORDS_LISTED = 5;

const numbers = (...names: string[]): Column[] => names.map((name) => ({ name, kind: 'number' }));

/** Clusters of a role, a line each. */
export function clusterTable(lens: HeadLens, clusters: readonly Cluster[], role: string): DataTable {
  return {
    label: `${role} clusters`,
    caption: () => `${role} clusters, the largest first`,
    columns: [
      { name: 'Cluster', kind: 'name' },
      { name: 'Class', kind: 'label' },
      ...numbers('Vectors', 'Share'),
      { name: 'Positions', kind: 'label' },
      { name: 'Frequent words', kind: 'label' },
    ],
    nRows: clusters.length,
    step: STEP,
    rows: (most) =>
      clusters.slice(0, most).map((cluster) => ({
        key: String(cluster.number),
        cells: [
          String(cluster.number),
          clusterName(cluster, classesOf(lens, cluster.role)),
          formatCount(cluster.size),
          formatPercent(cluster.share),
          placesInWords(cluster),
          firstWords(cluster, WORDS_LISTED),
        ],
      })),
  };
}

/** Pairs of query and key clusters, the largest inner product first. */
export function pairTable(lens: HeadLens): DataTable {
  const pairs = lens.query.flatMap((query) =>
    lens.key.map((key) => ({ query, key, product: valueAt(lens.similarity, query.number, key.number) })),
  );
  return {
    label: 'Inner products of clusters',
    caption: (nShown) =>
      `${formatCount(nShown)} of ${formatCount(pairs.length)} pairs, the largest inner product first`,
    columns: [
      { name: 'Query cluster', kind: 'name' },
      { name: 'Key cluster', kind: 'label' },
      ...numbers('Inner product', 'Scaled'),
    ],
    nRows: pairs.length,
    step: 50,
    rows: (most) =>
      pairs
        .toSorted((a, b) => b.product - a.product)
        .slice(0, most)
        .map(({ query, key, product }) => ({
          key: `${query.number} ${key.number}`,
          cells: [named(lens, query), named(lens, key), formatSigned(product), formatSigned(product * lens.scaling)],
        })),
  };
}

/** Pairs of key and value clusters, the most tokens first; those of none are left out. */
export function writtenTable(lens: HeadLens): DataTable {
  const shares = rowShares(lens.written);
  const pairs = lens.key
    .flatMap((key) =>
      lens.value.map((value) => ({ key, value, count: valueAt(lens.written, key.number, value.number) })),
    )
    .filter(({ count }) => count > 0);
  return {
    label: 'Tokens by key and value cluster',
    caption: (nShown) => `${formatCount(nShown)} of ${formatCount(pairs.length)} pairs with tokens, the most first`,
    columns: [
      { name: 'Key cluster', kind: 'name' },
      { name: 'Value cluster', kind: 'label' },
      ...numbers('Tokens', 'Share of the key cluster'),
    ],
    nRows: pairs.length,
    step: 50,
    rows: (most) =>
      pairs
        .toSorted((a, b) => b.count - a.count)
        .slice(0, most)
        .map(({ key, value, count }) => ({
          key: `${key.number} ${value.number}`,
          cells: [
            named(lens, key),
            named(lens, value),
            formatCount(count),
            formatPercent(valueAt(shares, key.number, value.number)),
          ],
        })),
  };
}

function named(lens: HeadLens, cluster: Cluster): string {
  return `${cluster.number} ${clusterName(cluster, classesOf(lens, cluster.role))}`;
}

/** Both lists of a cluster's words, side by side. */
export function wordTable({ frequent, distinctive, number, role }: Cluster, classes: readonly TokenClass[]): DataTable {
  const nRows = Math.max(frequent.length, distinctive.length);
  const className = (place: number | undefined) => classes[place ?? -1]?.name ?? '';
  return {
    label: `Words of the ${role} cluster ${number}`,
    caption: () => 'Most frequent words, and most distinctive ones with their z-scores',
    columns: [
      { name: 'Frequent', kind: 'name' },
      { name: 'Class', kind: 'label' },
      ...numbers('Tokens'),
      { name: 'Distinctive', kind: 'label' },
      { name: 'Class', kind: 'label' },
      ...numbers('Tokens', 'z'),
    ],
    nRows,
    step: STEP,
    rows: (most) =>
      Array.from({ length: Math.min(nRows, most) }, (_, at) => {
        const [often, special] = [frequent[at], distinctive[at]];
        return {
          key: String(at),
          cells: [
            often?.text ?? '',
            className(often?.wordClass),
            often ? formatCount(often.count) : '',
            special?.text ?? '',
            className(special?.wordClass),
            special ? formatCount(special.count) : '',
            special ? formatSigned(special.score ?? 0) : '',
          ],
        };
      }),
  };
}

/** Shares of the classes of a cluster's tokens, and of their positions. */
export function classTable(
  { classes: shares, deciles, number, role }: Cluster,
  classes: readonly TokenClass[],
): DataTable {
  const ranked = rankedClasses(shares);
  const nRows = Math.max(ranked.length, deciles.length);
  return {
    label: `Classes and positions of the ${role} cluster ${number}`,
    caption: () => 'Shares of its vectors, by class of token and by tenth of the sequence',
    columns: [
      { name: 'Class', kind: 'name' },
      ...numbers('Share'),
      { name: 'Tenth', kind: 'label' },
      ...numbers('Share'),
    ],
    nRows,
    step: STEP,
    rows: (most) =>
      Array.from({ length: Math.min(nRows, most) }, (_, at) => {
        const [place, share] = ranked[at] ?? [-1, null];
        const tenth = deciles[at];
        return {
          key: String(at),
          cells: [
            classes[place]?.name ?? '',
            share === null ? '' : formatPercent(share),
            tenth === undefined ? '' : String(at + 1),
            tenth === undefined ? '' : formatPercent(tenth),
          ],
        };
      }),
  };
}
