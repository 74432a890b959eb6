/** The map of all heads of HeadLens: places, colours, and the same as a figure. */

import { divergingHex, domainOf } from '../../core/diverging';
import { element, figure, label, type Mark } from '../../core/figure';
import { formatSigned, headName } from '../../core/format';
import { inWords, type OverviewRow } from '../../core/lens/lensOverview';
import { heatHex } from '../../core/ramp';

/** By what heads are coloured. */
export type Measure = 'similarity' | 'scaled' | 'spread';

export interface GridPlaces {
  width: number;
  height: number;
  cell: number;
  at: (row: OverviewRow) => { x: number; y: number };
  rowAt: (x: number, y: number) => OverviewRow | null;
  labels: readonly { x: number; y: number; text: string; isColumn: boolean }[];
}

const [MOST_WIDTH, MOST_CELL, LABELS] = [560, 22, 24];

/** A row per layer and a column per head. */
export function gridPlaces(rows: readonly OverviewRow[]): GridPlaces {
  const distinct = (numbers: readonly number[]) => [...new Set(numbers)].sort((a, b) => a - b);
  const layers = distinct(rows.map(({ layer }) => layer));
  const heads = distinct(rows.map(({ head }) => head));
  const cell = Math.min(MOST_CELL, Math.floor((MOST_WIDTH - LABELS) / Math.max(1, heads.length)));
  const top = 16;
  return {
    cell,
    width: LABELS + cell * heads.length + 2,
    height: top + cell * layers.length + 2,
    at: ({ layer, head }) => ({ x: LABELS + heads.indexOf(head) * cell, y: top + layers.indexOf(layer) * cell }),
    rowAt: (x, y) => {
      const layer = layers[Math.floor((y - top) / cell)];
      const head = heads[Math.floor((x - LABELS) / cell)];
      return rows.find((row) => row.layer === layer && row.head === head) ?? null;
    },
    labels: [
      ...layers.map((layer, at) => ({ x: LABELS - 5, y: top + (at + 0.5) * cell, text: `L${layer}`, isColumn: false })),
      ...heads.map((head, at) => ({ x: LABELS + (at + 0.5) * cell, y: 8, text: String(head), isColumn: true })),
    ],
  };
}

/** The end of the colour scale: 99 in 100 numbers do not exceed it. */
export function gridDomain(rows: readonly OverviewRow[], measure: Measure): number {
  return Math.max(1e-9, domainOf(Float32Array.from(rows, (row) => row[measure])));
}

/** Colour of a share of the domain: signed numbers diverge around 0, of spread the root is shown. */
export function gridColour(share: number, measure: Measure, dark: boolean): string {
  if (measure !== 'spread') return divergingHex(share, dark, 'red');
  return heatHex(Math.max(1, Math.round(255 * Math.sqrt(Math.min(1, share)))), dark);
}

/** A colour per head. */
export function gridColours(rows: readonly OverviewRow[], measure: Measure, dark: boolean): string[] {
  const domain = gridDomain(rows, measure);
  return rows.map((row) => gridColour(row[measure] / domain, measure, dark));
}

const [MARGIN, TITLE, CAPTION] = [16, 34, 20];

/** A map per kind of attention, one below the other. */
export function overviewFigure(
  rows: readonly OverviewRow[],
  measure: Measure,
  name: string,
  { title, dark, paper, ink }: { title: string; dark: boolean; paper: string; ink: string },
): string {
  const kinds = [...new Set(rows.map(({ kind }) => kind))];
  let top = TITLE;
  let width = 0;
  const groups: Mark[] = [];
  for (const kind of kinds) {
    const own = rows.filter((row) => row.kind === kind);
    const [grid, colours] = [gridPlaces(own), gridColours(own, measure, dark)];
    const cells = own.map((row, at) =>
      element(
        'rect',
        { ...grid.at(row), width: grid.cell - 1, height: grid.cell - 1, fill: colours[at] ?? paper },
        element('title', {}, `${headName(row.layer, row.head)}: ${formatSigned(row[measure])}`),
      ),
    );
    const labels = grid.labels.map(({ x, y, text, isColumn }) =>
      label(text, { x, y, fill: ink, 'font-size': 10, 'text-anchor': isColumn ? 'middle' : 'end' }),
    );
    groups.push(
      label(`${kind}: ${name}`, { x: MARGIN, y: top + CAPTION / 2, fill: ink, 'font-size': 11 }),
      element('g', { transform: `translate(${MARGIN} ${top + CAPTION})` }, ...cells, ...labels),
    );
    top += CAPTION + grid.height + MARGIN;
    width = Math.max(width, grid.width);
  }
  const strongest = rows.toSorted((a, b) => b[measure] - a[measure])[0];
  const description = strongest
    ? `Largest: ${headName(strongest.layer, strongest.head)}, ${inWords(strongest)}.`
    : 'No heads.';
  return figure({ title, description, paper, width: Math.max(width, 600) + 2 * MARGIN, height: top }, [
    label(title, { x: MARGIN, y: 18, fill: ink, 'font-weight': 600 }),
    ...groups,
  ]);
}
