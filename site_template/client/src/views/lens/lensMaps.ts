/** The two maps of HeadLens: query clusters by key clusters, and key clusters by value clusters. */

import type { Description } from '../../core/describe';
import { divergingHex, domainOf } from '../../core/diverging';
import {
  groupingOf,
  rowShares,
  valueAt,
  type Cluster,
  type ClusterMatrix,
  type HeadLens,
  type Role,
} from '../../core/lens/lens';
import { classColours, classOrder } from '../../core/lens/lensColours';
import { describeCluster, describePair, describeWritten } from '../../core/lens/lensFacts';
import type { LensTarget } from '../../core/lens/lensLayout';
import type { MapContent, MapSide } from '../../core/lens/lensMarks';
import { heatHex } from '../../core/ramp';
import type { PageState } from '../../core/state';

export interface ClusterMap {
  roles: readonly [Role, Role];
  /** Cluster numbers in the order shown. */
  rows: readonly number[];
  columns: readonly number[];
  content: MapContent;
  /** Ends of the diverging scale; null for shares. */
  domain: number | null;
  describe: (target: LensTarget) => Description | null;
}

type Settings = Pick<PageState, 'scaled' | 'clusterOrder' | 'positions' | 'words' | 'classing'>;

const LEVELS = 255;

/** Query clusters are rows, key clusters columns; the colour is the inner product. */
export function similarityMap(lens: HeadLens, settings: Settings, dark: boolean): ClusterMap {
  const factor = settings.scaled ? lens.scaling : 1;
  const domain = domainOf(Float32Array.from(lens.similarity.values, (value) => value * factor));
  const isLike = settings.clusterOrder === 'likeness';
  const [rows, columns] = isLike ? [lens.queryOrder, lens.keyOrder] : [numbersOf(lens.query), numbersOf(lens.key)];
  const fillOf = (row: number, column: number) =>
    divergingHex((valueAt(lens.similarity, row, column) * factor) / Math.max(domain, 1e-9), dark, 'red');
  return {
    roles: ['query', 'key'],
    rows,
    columns,
    domain,
    content: contentOf(lens, ['query', 'key'], rows, columns, fillOf, settings, dark),
    describe: describer(lens, ['query', 'key'], rows, columns, settings, describePair),
  };
}

/** Key clusters are rows, value clusters columns; the colour is the share of the key cluster's tokens. */
export function writtenMap(lens: HeadLens, settings: Settings, dark: boolean): ClusterMap {
  const shares = rowShares(lens.written);
  const isLike = settings.clusterOrder === 'likeness';
  const rows = isLike ? lens.keyOrder : numbersOf(lens.key);
  const columns = isLike ? alongRows(lens.written, rows) : numbersOf(lens.value);
  const ramp = rampOf(dark);
  const fillOf = (row: number, column: number) => ramp(valueAt(shares, row, column));
  return {
    roles: ['key', 'value'],
    rows,
    columns,
    domain: null,
    content: contentOf(lens, ['key', 'value'], rows, columns, fillOf, settings, dark),
    describe: describer(lens, ['key', 'value'], rows, columns, settings, describeWritten),
  };
}

function numbersOf(clusters: readonly Cluster[]): number[] {
  return clusters.map(({ number }) => number);
}

/** Columns by the mean place of their rows, so that what goes together lies near the diagonal. */
function alongRows(matrix: ClusterMatrix, rows: readonly number[]): number[] {
  const middle = (column: number): number => {
    const counts = rows.map((row) => valueAt(matrix, row, column));
    const sum = counts.reduce((total, count) => total + count, 0);
    return counts.reduce((total, count, place) => total + count * place, 0) / Math.max(1, sum);
  };
  const middles = Array.from({ length: matrix.nColumns }, (_, column) => middle(column));
  return middles.map((_, column) => column).sort((a, b) => (middles[a] ?? 0) - (middles[b] ?? 0) || a - b);
}

function contentOf(
  lens: HeadLens,
  [rowRole, columnRole]: readonly [Role, Role],
  rows: readonly number[],
  columns: readonly number[],
  fillOf: (row: number, column: number) => string,
  settings: Settings,
  dark: boolean,
): MapContent {
  return {
    rows: sideOf(lens, rowRole, rows, settings, dark),
    columns: sideOf(lens, columnRole, columns, settings, dark),
    fills: rows.flatMap((row) => columns.map((column) => fillOf(row, column))),
    positions: settings.positions === 'tenths' ? 'deciles' : 'places',
    words: settings.words,
    rampOf: rampOf(dark),
  };
}

const SIDE_NAMES: Record<Role, string> = { query: 'query cluster', key: 'key cluster', value: 'value cluster' };

function sideOf(
  lens: HeadLens,
  role: Role,
  numbers: readonly number[],
  { classing }: Settings,
  dark: boolean,
): MapSide {
  const grouping = groupingOf(lens, role, classing);
  return {
    name: SIDE_NAMES[role],
    clusters: numbers.flatMap((number) => lens[role][number] ?? []),
    grouping,
    colours: classColours(grouping.classes, dark),
    order: classOrder(grouping.classes),
  };
}

/** Colour of a share; the scale follows its root, so that small shares are seen. */
function rampOf(dark: boolean): (share: number) => string {
  const colours = new Map<number, string>();
  return (share) => {
    const level = Math.max(1, Math.round(Math.sqrt(Math.min(1, share)) * LEVELS));
    const colour = colours.get(level) ?? heatHex(level, dark);
    colours.set(level, colour);
    return colour;
  };
}

function describer(
  lens: HeadLens,
  [rowRole, columnRole]: readonly [Role, Role],
  rows: readonly number[],
  columns: readonly number[],
  { classing }: Settings,
  describeBoth: (lens: HeadLens, row: Cluster, column: Cluster) => Description,
) {
  return ({ row, column }: LensTarget): Description | null => {
    const ofRow = row === null ? undefined : lens[rowRole][rows[row] ?? -1];
    const ofColumn = column === null ? undefined : lens[columnRole][columns[column] ?? -1];
    if (ofRow && ofColumn) return describeBoth(lens, ofRow, ofColumn);
    const only = ofRow ?? ofColumn;
    return only ? describeCluster(lens, only, classing) : null;
  };
}
