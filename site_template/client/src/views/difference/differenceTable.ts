/** How heads differ between two models, as a table. */

import type { DataTable } from '../../core/dataTable';
import { movedShare, type Difference } from '../../core/difference';
import { formatPercent, formatSigned, headName } from '../../core/format';
import type { Unit } from '../../core/units';
import { unitCell } from '../tables';

const STEP = 1000;

/** Every head with the share of its attention that moved, and its largest difference. */
export function differenceTable(
  layers: readonly Difference[],
  queries: readonly Unit[],
  keys: readonly Unit[],
): DataTable {
  const rows = layers.flatMap((layer) => layer.heads.map((head, at) => ({ layer, head, at })));
  return {
    label: 'Difference of each head',
    caption: () => 'What moved in each head, and where it differs most',
    columns: [
      { name: 'Head', kind: 'name' },
      { name: 'Moved', kind: 'number', meaning: 'Mean total variation distance of the rows' },
      { name: 'Query', kind: 'label' },
      { name: 'Key', kind: 'label' },
      { name: 'Difference', kind: 'number' },
    ],
    nRows: rows.length,
    step: STEP,
    rows: (most) =>
      rows.slice(0, most).map(({ layer, head, at }) => {
        const { query, key, value } = farthest(layer, at);
        const [from, to] = [queries[query], keys[key]];
        return {
          key: `${layer.layer} ${head}`,
          cells: [
            headName(layer.layer, head),
            formatPercent(movedShare(layer, at)),
            from && value !== 0 ? unitCell(from) : 'no difference',
            to && value !== 0 ? unitCell(to) : '',
            formatSigned(value),
          ],
        };
      }),
  };
}

function farthest({ nQuery, nKey, values }: Difference, head: number) {
  const own = values.subarray(head * nQuery * nKey, (head + 1) * nQuery * nKey);
  const at = own.reduce((best, value, place) => (Math.abs(value) > Math.abs(own[best] ?? 0) ? place : best), 0);
  return { query: Math.floor(at / nKey), key: at % nKey, value: own[at] ?? 0 };
}
