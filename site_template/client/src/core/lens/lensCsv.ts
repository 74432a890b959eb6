/** HeadLens as comma-separated values. */

import { csvLine } from '../csv';
import { sideOfRole, valueAt, type Cluster, type HeadLens } from './lens';
import { clusterName, relationName, textsOf } from './lensNames';
import type { OverviewRow } from './lensOverview';

const PAIR_COLUMNS = [
  'layer',
  'head',
  'query_cluster',
  'query_class',
  'query_relation',
  'query_size',
  'query_words',
  'key_cluster',
  'key_class',
  'key_relation',
  'key_size',
  'key_words',
  'inner_product',
  'scaled',
] as const;

/** A line per pair of a query and a key cluster. */
export function* pairLines(lens: HeadLens): Generator<string> {
  yield csvLine(PAIR_COLUMNS);
  for (const query of lens.query) {
    yield lens.key
      .map((key) => {
        const product = valueAt(lens.similarity, query.number, key.number);
        const clusters = [...clusterFields(lens, query), ...clusterFields(lens, key)];
        return csvLine([
          lens.layer,
          lens.head,
          ...clusters,
          Number(product.toPrecision(5)),
          Number((product * lens.scaling).toPrecision(5)),
        ]);
      })
      .join('');
  }
}

const WRITTEN_COLUMNS = [
  'layer',
  'head',
  'key_cluster',
  'key_class',
  'key_relation',
  'key_size',
  'key_words',
  'value_cluster',
  'value_class',
  'value_relation',
  'value_size',
  'value_words',
  'tokens',
] as const;

/** A line per pair of a key and a value cluster. */
export function* writtenLines(lens: HeadLens): Generator<string> {
  yield csvLine(WRITTEN_COLUMNS);
  for (const key of lens.key) {
    yield lens.value
      .map((value) => {
        const clusters = [...clusterFields(lens, key), ...clusterFields(lens, value)];
        return csvLine([lens.layer, lens.head, ...clusters, valueAt(lens.written, key.number, value.number)]);
      })
      .join('');
  }
}

function clusterFields(lens: HeadLens, cluster: Cluster): (string | number)[] {
  const { classes, relations } = sideOfRole(lens, cluster.role).sequence;
  const words = textsOf(cluster.frequent).join(' ');
  return [cluster.number, clusterName(cluster, classes), relationName(cluster, relations ?? []), cluster.size, words];
}

const OVERVIEW_COLUMNS = [
  'kind',
  'layer',
  'head',
  'query_cluster',
  'query_class',
  'query_size',
  'query_words',
  'key_cluster',
  'key_class',
  'key_size',
  'key_words',
  'inner_product',
  'scaled',
  'spread',
] as const;

/** A line per head. */
export function* overviewLines(rows: readonly OverviewRow[]): Generator<string> {
  yield csvLine(OVERVIEW_COLUMNS);
  for (const { kind, layer, head, query, key, similarity, scaled, spread } of rows) {
    const sides = [query, key].flatMap((side) => [side.cluster, side.name, side.size, side.words.join(' ')]);
    yield csvLine([kind, layer, head, ...sides, similarity, scaled, spread]);
  }
}
