/** Maps of clusters and the grid of all heads as figures. */

import { divergingHex } from '../diverging';
import { element, figure, label, shorten, type Mark } from '../figure';
import { formatSigned } from '../format';
import { curvesOf, type LensLayout, type LensTarget } from './lensLayout';
import type { LensMark } from './lensMarks';

export interface MapFigure {
  title: string;
  description: string;
  layout: LensLayout;
  marks: readonly LensMark[];
  boxed: LensTarget;
  /** Colours and names of the classes shown. */
  classes: readonly { colour: string; name: string }[];
  /** Of a diverging map; null for one of shares. */
  scale: { name: string; domain: number; dark: boolean } | null;
  paper: string;
  ink: string;
}

const [MARGIN, TITLE, LEGEND_LINE, LEGEND_ITEM] = [16, 34, 18, 128];

export function mapFigure(parts: MapFigure): string {
  const { title, description, layout, marks, boxed, classes, scale, paper, ink } = parts;
  const width = Math.max(layout.width, 2 * LEGEND_ITEM) + 2 * MARGIN;
  const perLine = Math.max(1, Math.floor((width - 2 * MARGIN) / LEGEND_ITEM));
  const legend = Math.ceil(classes.length / perLine) * LEGEND_LINE;
  const below = TITLE + layout.height + 24;
  const height = below + legend + (scale ? LEGEND_LINE : 0) + MARGIN;
  const items = classes.flatMap(({ colour, name }, at) => {
    const [x, y] = [(at % perLine) * LEGEND_ITEM, Math.floor(at / perLine) * LEGEND_LINE];
    return [
      element('rect', { x, y: y - 5, width: 10, height: 10, fill: colour }),
      label(shorten(name, 20), { x: x + 15, y, fill: ink, 'font-size': 11 }),
    ];
  });
  return figure({ title, description, paper, width, height }, [
    label(title, { x: MARGIN, y: 18, fill: ink, 'font-weight': 600 }),
    element('g', { transform: `translate(${MARGIN} ${TITLE})` }, ...marks.map(markOf), ...boxOf(layout, boxed, ink)),
    element('g', { transform: `translate(${MARGIN} ${below})` }, ...items),
    ...(scale
      ? [element('g', { transform: `translate(${MARGIN} ${below + legend})` }, ...scaleMarks(scale, ink))]
      : []),
  ]);
}

const [SCALE_STEPS, SCALE_STEP, SCALE_LEFT] = [20, 6, 180];

function scaleMarks({ name, domain, dark }: NonNullable<MapFigure['scale']>, ink: string): Mark[] {
  const swatches = Array.from({ length: SCALE_STEPS }, (_, step) =>
    element('rect', {
      x: SCALE_LEFT + step * SCALE_STEP,
      y: -5,
      width: SCALE_STEP + 0.5,
      height: 10,
      fill: divergingHex((2 * (step + 0.5)) / SCALE_STEPS - 1, dark, 'red'),
    }),
  );
  const text = { y: 0, fill: ink, 'font-size': 11 };
  return [
    label(`${name}  ${formatSigned(-domain)}`, { ...text, x: SCALE_LEFT - 6, 'text-anchor': 'end' }),
    ...swatches,
    label(formatSigned(domain), { ...text, x: SCALE_LEFT + SCALE_STEPS * SCALE_STEP + 6 }),
  ];
}

function markOf(mark: LensMark): Mark {
  if (mark.shape === 'rect') {
    const { x, y, width, height, fill } = mark;
    return element('rect', { x, y, width, height, fill });
  }
  const { x, y, text, fill, size, anchor } = mark;
  return label(text, { x, y, fill, 'font-size': size, 'text-anchor': anchor });
}

function boxOf(layout: LensLayout, { row, column }: LensTarget, ink: string): Mark[] {
  if (row === null || column === null) return [];
  const { left, top, cell } = layout;
  const place = { x: left + column * cell - 1, y: top + row * cell - 1, width: cell + 1, height: cell + 1 };
  const line = { fill: 'none', stroke: ink, 'stroke-width': 1.5 };
  return [
    element('rect', { ...place, ...line, 'stroke-width': 2 }),
    ...curvesOf(layout, { row, column }).map((d) => element('path', { d, ...line })),
  ];
}
