/** What HeadLens shows, as tables. */

import type { Column, DataTable } from '../../core/dataTable';
import { formatCount, formatPercent, formatSigned } from '../../core/format';
import {
  classesOf,
  groupingOf,
  rowShares,
  sideOfRole,
  valueAt,
  type Cluster,
  type HeadLens,
} from '../../core/lens/lens';
import { placesInWords } from '../../core/lens/lensFacts';
import { clusterName, firstWords, rankedClasses, relationName } from '../../core/lens/lensNames';
import type { TokenClass } from '../../core/payload';

const STEP = 1000;
const WORDS_LISTED = 5;

const numbers = (...names: string[]): Column[] => names.map((name) => ({ name, kind: 'number' }));

/** Clusters of a role, a line each. */
export function clusterTable(lens: HeadLens, clusters: readonly Cluster[], role: string): DataTable {
  const [first] = clusters;
  const relations = first?.relations ? sideOfRole(lens, first.role).sequence.relations : null;
  return {
    label: `${role} clusters`,
    caption: () => `${role} clusters, the largest first`,
    columns: [
      { name: 'Cluster', kind: 'name' },
      { name: 'Class', kind: 'label' },
      ...(relations ? [{ name: 'Relation', kind: 'label' as const }] : []),
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
          ...(relations ? [relationName(cluster, relations)] : []),
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

/** Shares of the classes of a cluster's tokens, of their relations, and of their positions. */
export function classTable(lens: HeadLens, cluster: Cluster): DataTable {
  const { deciles, places, number, role } = cluster;
  const [speech, related] = [groupingOf(lens, role, 'speech'), groupingOf(lens, role, 'relations')];
  /** A pair of columns each; relations only where there are any. */
  const groups = (related.name === 'relations' ? [speech, related] : [speech]).map(({ classes, sharesOf }) => ({
    classes,
    ranked: rankedClasses(sharesOf(cluster)),
  }));
  const nRows = Math.max(...groups.map(({ ranked }) => ranked.length), deciles.length, places.length);
  return {
    label: `Classes and positions of the ${role} cluster ${number}`,
    caption: () =>
      `Shares of its vectors, by class of token${groups.length > 1 ? ', by relation of its word' : ''}, by tenth of the sequence and by place in it`,
    columns: [
      { name: 'Class', kind: 'name' },
      ...numbers('Share'),
      ...(groups.length > 1 ? [{ name: 'Relation', kind: 'label' as const }, ...numbers('Share')] : []),
      { name: 'Tenth', kind: 'label' },
      ...numbers('Share'),
      { name: 'Place', kind: 'label' },
      ...numbers('Share'),
    ],
    nRows,
    step: nRows,
    rows: (most) =>
      Array.from({ length: Math.min(nRows, most) }, (_, at) => {
        const [tenth, here] = [deciles[at], places[at]];
        return {
          key: String(at),
          cells: [
            ...groups.flatMap(({ classes, ranked }) => {
              const [place, share] = ranked[at] ?? [-1, null];
              return [classes[place]?.name ?? '', share === null ? '' : formatPercent(share)];
            }),
            tenth === undefined ? '' : String(at + 1),
            tenth === undefined ? '' : formatPercent(tenth),
            here === undefined ? '' : at < places.length - 1 ? String(at) : 'later',
            here === undefined ? '' : formatPercent(here),
          ],
        };
      }),
  };
}
