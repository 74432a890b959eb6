/** What the samples show, as tables. */

import type { Column, DataTable } from '../../core/dataTable';
import { formatCount, formatPercent, formatValue, headName } from '../../core/format';
import { byDifference, type Gain, type MovedHead } from '../../core/samples/moved';

const STEP = 100;

const number = (name: string, meaning?: string): Column => ({ name, kind: 'number', ...(meaning && { meaning }) });

/** What moved in every head, the most first. */
export function movedTable(heads: readonly MovedHead[]): DataTable {
  return {
    label: 'Heads by attention moved',
    caption: (nShown) => `${formatCount(nShown)} of ${formatCount(heads.length)} heads, the most first`,
    columns: [{ name: 'Head', kind: 'name' }, number('Moved', 'Mean total variation distance of the rows')],
    nRows: heads.length,
    step: STEP,
    rows: (most) =>
      heads
        .toSorted((a, b) => b.mean - a.mean)
        .slice(0, most)
        .map(({ layer, head, mean }) => ({
          key: `${layer} ${head}`,
          cells: [headName(layer, head), formatPercent(mean)],
        })),
  };
}

/** Who gained and who lost, the largest difference first. */
export function gainTable(label: string, models: readonly [string, string], gains: readonly Gain[]): DataTable {
  return {
    label,
    caption: (nShown) => `${formatCount(nShown)} of ${formatCount(gains.length)}, the largest difference first`,
    columns: [{ name: 'Name', kind: 'name' }, number(models[0]), number(models[1]), number('Difference')],
    nRows: gains.length,
    step: STEP,
    rows: (most) =>
      byDifference(gains)
        .slice(0, most)
        .map(({ name, first, second }) => ({
          key: name,
          cells: [name, formatValue(first), formatValue(second), formatValue(second - first)],
        })),
  };
}
