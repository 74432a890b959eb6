/** A matrix of numbers as a figure. */

import { element, figure, label, labelRoom, shorten, type Mark } from './figure';
import { formatValue } from './format';
import { labelStep } from './heatFigure';
import { gradientOf, hexOf, type ValueScale } from './valueScale';

export interface MatrixFigure {
  title: string;
  description: string;
  rows: readonly string[];
  columns: readonly string[];
  /** Axes (row, column), row-major; NaN where there is nothing. */
  values: Float32Array;
  scale: ValueScale;
  /** What the numbers are. */
  measure: string;
  paper: string;
  ink: string;
}

const [MARGIN, TITLE, LEGEND_WIDTH, LEGEND_HEIGHT] = [16, 40, 220, 44];
const [LEAST_CELL, MOST_CELL, MOST_SIDE] = [5, 22, 900];
const [FONT, MOST_LABEL] = [10, 110];

export function matrixFigure(data: MatrixFigure): string {
  const { rows, columns, ink } = data;
  const cell = Math.max(LEAST_CELL, Math.min(MOST_CELL, MOST_SIDE / Math.max(1, rows.length, columns.length)));
  const [left, top] = [rows, columns].map((labels) => 10 + labelRoom(labels, FONT, MOST_LABEL));
  const [x, y] = [MARGIN + (left ?? 0), TITLE + (top ?? 0)];
  const [width, height] = [columns.length * cell, rows.length * cell];
  const frame = {
    title: data.title,
    description: data.description,
    paper: data.paper,
    width: x + Math.max(width, LEGEND_WIDTH + 140) + MARGIN,
    height: y + height + LEGEND_HEIGHT + MARGIN,
  };
  return figure(frame, [
    label(data.title, { x: MARGIN, y: 18, fill: ink, 'font-weight': 600 }),
    element(
      'g',
      { transform: `translate(${x} ${y})` },
      element('g', { 'shape-rendering': 'crispEdges' }, ...cells(data, cell)),
      element('rect', { width, height, fill: 'none', stroke: ink, 'stroke-opacity': 0.3 }),
      element('g', { fill: ink, 'font-size': FONT }, ...labels(data, cell)),
    ),
    element('g', { transform: `translate(${x} ${y + height + 20})` }, ...scaleLegend(data)),
  ]);
}

function cells({ columns, values, scale }: MatrixFigure, cell: number): Mark[] {
  return Array.from(values).flatMap((value, at) => {
    const level = scale.level(value);
    if (level === 0) return [];
    const [x, y] = [(at % columns.length) * cell, Math.floor(at / columns.length) * cell];
    return [element('rect', { x, y, width: cell, height: cell, fill: hexOf(scale, level) })];
  });
}

/** Every label where there is room for it, else every second, fifth, tenth… */
function labels({ rows, columns }: MatrixFigure, cell: number): Mark[] {
  const step = labelStep(cell, FONT * 1.15);
  const shown = (texts: readonly string[]) =>
    texts
      .map((text, at) => ({ text: shorten(text, 18), middle: (at + 0.5) * cell }))
      .filter((_, at) => at % step === 0);
  return [
    ...shown(rows).map(({ text, middle }) => label(text, { x: -6, y: middle, 'text-anchor': 'end' })),
    ...shown(columns).map(({ text, middle }) => label(text, { transform: `translate(${middle} -6) rotate(-90)` })),
  ];
}

function scaleLegend({ scale, measure, ink }: MatrixFigure): Mark[] {
  const colours = gradientOf(scale, 43);
  const step = LEGEND_WIDTH / colours.length;
  const swatches = colours.map((fill, at) => element('rect', { x: at * step, width: step + 0.5, height: 10, fill }));
  const ticks = scale.ticks.map((tick, at) =>
    label(formatValue(tick), {
      x: (at / (scale.ticks.length - 1)) * LEGEND_WIDTH,
      y: 20,
      'text-anchor': 'middle',
      'font-size': FONT,
      fill: ink,
    }),
  );
  return [...swatches, ...ticks, label(measure, { x: LEGEND_WIDTH + 20, y: 5, 'font-size': FONT, fill: ink })];
}
