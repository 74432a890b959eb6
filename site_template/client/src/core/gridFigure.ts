/** The Model view as a figure: the thumbnails of all heads. */

import { element, figure, label, type Mark } from './figure';
import { heatLegend } from './heatFigure';

export interface GridFigure {
  title: string;
  description: string;
  /** Numbers of the layers, one row each, and of the heads, one column each. */
  layers: readonly number[];
  heads: readonly number[];
  /** A picture of each thumbnail as a data address, by row and column; null where a head was not kept. */
  pictures: readonly (readonly (string | null)[])[];
  /** Width and height of a thumbnail. */
  size: number;
  /** Whether they are heat maps, whose colours need a scale, or lines. */
  isHeat: boolean;
  dark: boolean;
  paper: string;
  ink: string;
}

const GAP = 4;
const [LEFT, TOP, MARGIN, LEGEND] = [44, 58, 16, 40];

export function gridFigure(data: GridFigure): string {
  const step = data.size + GAP;
  const width = LEFT + data.heads.length * step + MARGIN;
  const bottom = TOP + data.layers.length * step;
  const height = bottom + MARGIN + (data.isHeat ? LEGEND : 0);
  return figure({ ...data, width, height }, [
    ...(data.isHeat ? [element('g', { transform: `translate(${LEFT} ${bottom + MARGIN})` }, ...heatLegend(data))] : []),
    element('g', { fill: data.ink }, label(data.title, { x: MARGIN, y: 18, 'font-weight': 600 }), ...axes(data, step)),
    ...data.pictures.flatMap((row, y) =>
      row.flatMap((picture, x) => thumbnail(data, picture, LEFT + x * step, TOP + y * step)),
    ),
  ]);
}

function axes({ layers, heads, size }: GridFigure, step: number): Mark[] {
  return [
    ...heads.map((head, x) =>
      label(`H${head}`, { x: LEFT + x * step + size / 2, y: TOP - 10, 'text-anchor': 'middle', 'font-size': 10 }),
    ),
    ...layers.map((layer, y) =>
      label(`L${layer}`, { x: LEFT - 8, y: TOP + y * step + size / 2, 'text-anchor': 'end', 'font-size': 10 }),
    ),
  ];
}

function thumbnail({ size, ink }: GridFigure, picture: string | null, x: number, y: number): Mark[] {
  if (picture === null) return [];
  return [
    element('image', { href: picture, x, y, width: size, height: size }),
    element('rect', { x, y, width: size, height: size, fill: 'none', stroke: ink, 'stroke-opacity': 0.25 }),
  ];
}
