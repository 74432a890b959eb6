/** A head's heat map as a figure. */

import { element, figure, label, labelRoom, shorten, type Mark } from './figure';
import { heatHex } from './ramp';

export interface HeatFigure {
  title: string;
  description: string;
  queries: readonly string[];
  keys: readonly string[];
  /** Colour indices, axes (query, key), row-major. */
  cells: Uint8Array;
  /** The same cells as a picture, where they are too many for a mark each; a data address, else null. */
  picture: string | null;
  isSelf: boolean;
  dark: boolean;
  paper: string;
  ink: string;
}

/** Above this many cells a figure holds a picture of them. */
export const MOST_CELL_MARKS = 6400;

const MOST_LABEL = 120;
const [LEAST_FONT, MOST_FONT] = [8, 11];
const MARGIN = 16;
const TITLE = 36;
const LEGEND = { width: 220, height: 44 };
const LABEL_LENGTH = 18;
const TICKS = [0.01, 0.1, 0.25, 0.5, 1];

/** Measures of a figure in pixels. */
interface Measures {
  cell: number;
  font: number;
  /** Room for labels, at the left and above. */
  labels: number;
  /** Size of the cells together. */
  width: number;
  height: number;
}

export function heatFigure(data: HeatFigure): string {
  const measures = measure(data);
  const { labels, width, height } = measures;
  const frame = {
    title: data.title,
    description: data.description,
    paper: data.paper,
    width: labels + Math.max(width, LEGEND.width) + 2 * MARGIN,
    height: TITLE + labels + height + LEGEND.height + MARGIN,
  };
  const [left, top] = [MARGIN + labels, TITLE + labels];
  return figure(frame, [
    label(data.title, { x: MARGIN, y: 18, fill: data.ink, 'font-weight': 600 }),
    element('g', { transform: `translate(${left} ${top})` }, ...matrix(data, measures)),
    element('g', { transform: `translate(${left} ${top + height + 20})` }, ...heatLegend(data)),
  ]);
}

/** Cells large enough for their labels, as long as the figure stays below about 1,600 pixels. */
function measure({ queries, keys }: HeatFigure): Measures {
  const cell = Math.max(2, Math.min(16, 1600 / Math.max(1, queries.length, keys.length)));
  const font = Math.max(LEAST_FONT, Math.min(MOST_FONT, cell * 0.85));
  const labels = 10 + labelRoom([...queries, ...keys], font, MOST_LABEL);
  return { cell, font, labels, width: keys.length * cell, height: queries.length * cell };
}

function matrix(data: HeatFigure, measures: Measures): Mark[] {
  const { cell, font, width, height } = measures;
  const size = { width, height };
  const cells =
    data.picture === null
      ? element('g', { 'shape-rendering': 'crispEdges' }, ...cellMarks(data, cell))
      : element('image', { href: data.picture, ...size, preserveAspectRatio: 'none' });
  return [
    cells,
    element('rect', { ...size, fill: 'none', stroke: data.ink, 'stroke-opacity': 0.3 }),
    ...(data.isSelf ? [diagonal(data, cell)] : []),
    element('g', { fill: data.ink, 'font-size': font }, ...labelMarks(data, measures)),
  ];
}

function cellMarks({ cells, keys, dark }: HeatFigure, cell: number): Mark[] {
  return Array.from(cells).flatMap((index, at) => {
    if (index === 0) return [];
    const [x, y] = [(at % keys.length) * cell, Math.floor(at / keys.length) * cell];
    return [element('rect', { x, y, width: cell, height: cell, fill: heatHex(index, dark) })];
  });
}

function diagonal({ queries, ink }: HeatFigure, cell: number): Mark {
  const end = queries.length * cell;
  return element('line', { x1: 0, y1: 0, x2: end, y2: end, stroke: ink, 'stroke-opacity': 0.35, 'stroke-width': 1 });
}

/** Every label where there is room for it, else every second, fifth, tenth… */
function labelMarks({ queries, keys }: HeatFigure, { cell, font }: Measures): Mark[] {
  const step = labelStep(cell, font * 1.15);
  const shown = (texts: readonly string[]) =>
    texts.map((text, at) => ({ text: shorten(text, LABEL_LENGTH), at })).filter(({ at }) => at % step === 0);
  return [
    ...shown(queries).map(({ text, at }) => label(text, { x: -6, y: (at + 0.5) * cell, 'text-anchor': 'end' })),
    ...shown(keys).map(({ text, at }) => label(text, { transform: `translate(${(at + 0.5) * cell} -6) rotate(-90)` })),
  ];
}

/** Distance, in items, between labels that need `room` pixels each while an item has `size`. */
export function labelStep(size: number, room: number): number {
  return [1, 2, 5, 10, 20, 50, 100, 200, 500].find((step) => step * size >= room) ?? 1000;
}

/** The colour scale with its domain. Positions follow the root of the weight, as the colours do. */
export function heatLegend({ dark, ink }: Pick<HeatFigure, 'dark' | 'ink'>): Mark[] {
  const [{ width }, steps] = [LEGEND, 44];
  const swatches = Array.from({ length: steps }, (_, at) =>
    element('rect', {
      x: (at * width) / steps,
      width: width / steps + 0.5,
      height: 10,
      fill: heatHex(Math.round(((at + 0.5) / steps) * 255), dark),
    }),
  );
  const ticks = TICKS.map((weight) =>
    label(String(weight), { x: Math.sqrt(weight) * width, y: 20, 'text-anchor': 'middle', 'font-size': 10, fill: ink }),
  );
  return [...swatches, ...ticks];
}
