/** The sequence and the series of the Tokens view as figures. */

import { element, figure, label, labelRoom, shorten, type FigureFrame, type Mark } from '../figure';
import { formatNumber } from '../format';
import { layRows, type Line, type RowLayout } from './rowLayout';
import {
  cellShare,
  seriesPoints,
  seriesTicks,
  seriesX,
  seriesY,
  unitStep,
  type Domain,
  type SeriesFrame,
} from './series';
import { FULL_SHADE } from './tokensColours';
import type { Block } from './vectorList';

interface Look {
  title: string;
  description: string;
  paper: string;
  ink: string;
  soft: string;
}

export interface RowsFigure extends Look {
  labels: readonly string[];
  rows: readonly { name: string; colour: string; values: ArrayLike<number> }[];
  blocks: readonly Block[];
  /** Places of the rows of each block. */
  rowsOf: readonly (readonly number[])[];
  domain: Domain;
  /** What the text is shaded by; its colour as a figure spells it. */
  shade: { values: ArrayLike<number>; domain: Domain; colour: string };
}

const [WIDTH, MARGIN, TOP, TOKEN, GAP] = [900, 16, 44, 20, 10];
/** Heights of rows, by how many there are. */
const [ROW, LOW_ROW, MANY] = [12, 7, 40];
const [FONT, SMALL] = [11, 8];
const [LEAST_TOKEN, MOST_TOKEN, MOST_GUTTER] = [20, 160, 120];
const LABEL_LENGTH = 24;

export function rowsFigure(data: RowsFigure): string {
  const names = data.rows.map(({ name }) => name);
  const layout = layRows(
    data.labels.map((text) => Math.max(LEAST_TOKEN, 8 + labelRoom([text], FONT, MOST_TOKEN))),
    data.blocks,
    data.rowsOf,
    {
      width: WIDTH - 2 * MARGIN,
      gutter: 10 + labelRoom(names, SMALL + 1, MOST_GUTTER),
      token: TOKEN,
      row: data.rows.length > MANY ? LOW_ROW : ROW,
      gap: GAP,
    },
  );
  const frame: FigureFrame = { ...data, width: WIDTH, height: TOP + layout.height + MARGIN };
  return figure(frame, [
    label(data.title, { x: MARGIN, y: 20, 'font-weight': 600, fill: data.ink }),
    element(
      'g',
      { transform: `translate(${MARGIN} ${TOP})` },
      ...layout.lines.flatMap((line) => lineMarks(data, layout, line)),
    ),
  ]);
}

function lineMarks(data: RowsFigure, layout: RowLayout, line: Line): Mark[] {
  const units = Array.from({ length: line.end - line.start }, (_, at) => line.start + at);
  return [
    ...units.flatMap((unit) => tokenMarks(data, layout, line, unit)),
    ...blockName(data, layout, line),
    ...line.rows.flatMap((row, at) => rowMarks(data, layout, line, row, line.top + TOKEN + at * layout.sizes.row)),
  ];
}

/** Beside the first line of a block. */
function blockName({ blocks, ink }: RowsFigure, { lines, sizes }: RowLayout, line: Line): Mark[] {
  const name = lines.find(({ block }) => block === line.block) === line ? (blocks[line.block]?.name ?? '') : '';
  const place = { x: sizes.gutter - 5, y: line.top + TOKEN / 2 - 1, 'text-anchor': 'end', 'font-size': SMALL + 1 };
  return name === '' ? [] : [label(shorten(name, LABEL_LENGTH), { ...place, 'font-weight': 600, fill: ink })];
}

function tokenMarks({ labels, shade, ink }: RowsFigure, layout: RowLayout, line: Line, unit: number): Mark[] {
  const [x, width] = [layout.left[unit] ?? 0, layout.widths[unit] ?? 0];
  const opacity = FULL_SHADE * cellShare(shade.domain, shade.values[unit] ?? NaN);
  const box = { x, y: line.top, width: width - 1, height: TOKEN - 2, rx: 2, fill: shade.colour };
  const place = {
    x: x + width / 2,
    y: line.top + TOKEN / 2 - 1,
    'text-anchor': 'middle',
    'font-size': FONT,
    fill: ink,
  };
  return [
    ...(opacity > 0 ? [element('rect', { ...box, 'fill-opacity': opacity })] : []),
    label(shorten(labels[unit] ?? '', LABEL_LENGTH), place),
  ];
}

function rowMarks(data: RowsFigure, { sizes, left, widths }: RowLayout, line: Line, row: number, y: number): Mark[] {
  const { name = '', colour = '', values = [] } = data.rows[row] ?? {};
  const cells: Mark[] = [];
  for (let unit = line.start; unit < line.end; unit++) {
    const opacity = cellShare(data.domain, values[unit] ?? NaN);
    const box = { x: left[unit] ?? 0, y, width: (widths[unit] ?? 0) - 1, height: sizes.row - 1, fill: colour };
    if (opacity > 0) cells.push(element('rect', { ...box, 'fill-opacity': opacity }));
  }
  const size = Math.min(SMALL, sizes.row);
  const place = { x: sizes.gutter - 5, y: y + sizes.row / 2, 'text-anchor': 'end', 'font-size': size, fill: data.soft };
  return [label(shorten(name, LABEL_LENGTH), place), ...cells];
}

export interface SeriesFigure extends Look {
  labels: readonly string[];
  /** What a reader counts the first token of each as. */
  numbers: readonly string[];
  dots: readonly Float32Array[];
  highlighted: readonly { name: string; colour: string; values: ArrayLike<number> }[];
  line: { name: string; colour: string; values: ArrayLike<number> };
  extreme: string;
  frame: Pick<SeriesFrame, 'first' | 'last' | 'domain' | 'axis'>;
}

const [SERIES_HEIGHT, BOTTOM, LEFT, LABEL_ROOM] = [340, 280, 56, 50];
const LEGEND_Y = 38;

export function seriesFigure(data: SeriesFigure): string {
  const frame: SeriesFrame = { ...data.frame, width: WIDTH, height: SERIES_HEIGHT, left: LEFT, bottom: BOTTOM - TOP };
  return figure({ ...data, width: WIDTH, height: SERIES_HEIGHT }, [
    label(data.title, { x: MARGIN, y: 18, 'font-weight': 600, fill: data.ink }),
    ...seriesLegend(data),
    element(
      'g',
      { transform: `translate(0 ${TOP})` },
      ...axisMarks(data, frame),
      ...dotMarks(data, frame),
      ...[...data.highlighted, data.line].flatMap((each) => lineMark(frame, each)),
    ),
  ]);
}

function seriesLegend({ line, highlighted, extreme, soft, ink }: SeriesFigure): Mark[] {
  const entries = [
    { name: line.name, colour: line.colour },
    { name: 'least and largest value', colour: extreme },
    { name: 'other values', colour: soft },
    ...highlighted,
  ];
  let x = MARGIN;
  return entries.flatMap(({ name, colour }) => {
    const at = x;
    x += 30 + labelRoom([name], FONT, MOST_TOKEN);
    return [
      element('rect', { x: at, y: LEGEND_Y - 2, width: 12, height: 4, fill: colour }),
      label(shorten(name, LABEL_LENGTH), { x: at + 17, y: LEGEND_Y, 'font-size': FONT, fill: ink }),
    ];
  });
}

function axisMarks({ labels, numbers, soft }: SeriesFigure, frame: SeriesFrame): Mark[] {
  const ticks = seriesTicks(frame).flatMap((tick) => {
    const y = seriesY(frame, tick);
    return [
      element('line', { x1: LEFT, x2: WIDTH - MARGIN, y1: y, y2: y, stroke: soft, 'stroke-opacity': 0.3 }),
      label(formatNumber(tick), { x: LEFT - 6, y, 'text-anchor': 'end', 'font-size': FONT, fill: soft }),
    ];
  });
  const step = unitStep(frame, LABEL_ROOM);
  const names: Mark[] = [];
  for (let unit = frame.first; unit <= frame.last; unit += step) {
    const place = { x: seriesX(frame, unit), 'text-anchor': 'middle', 'font-size': SMALL + 1, fill: soft };
    names.push(label(numbers[unit] ?? '', { ...place, y: frame.bottom + 12 }));
    names.push(label(shorten(labels[unit] ?? '', 9), { ...place, y: frame.bottom + 24 }));
  }
  return [...ticks, ...names];
}

function dotMarks({ dots, soft, extreme }: SeriesFigure, frame: SeriesFrame): Mark[] {
  const grey: Mark[] = [];
  for (const values of dots) {
    for (let unit = frame.first; unit <= frame.last; unit++) {
      const value = values[unit] ?? NaN;
      if (Number.isNaN(value)) continue;
      grey.push(element('circle', { cx: seriesX(frame, unit), cy: seriesY(frame, value), r: 1.5 }));
    }
  }
  const red = seriesPoints(dots, frame.first, frame.last).flatMap(({ unit, least, most }) =>
    [least, most].map((value) => element('circle', { cx: seriesX(frame, unit), cy: seriesY(frame, value), r: 3 })),
  );
  return [
    element('g', { class: 'values', fill: soft, 'fill-opacity': 0.5 }, ...grey),
    element('g', { class: 'extremes', fill: extreme }, ...red),
  ];
}

/** A line for each run of units that have a value. */
function lineMark(frame: SeriesFrame, { values, colour }: { values: ArrayLike<number>; colour: string }): Mark[] {
  let path = '';
  let isDown = false;
  for (let unit = frame.first; unit <= frame.last; unit++) {
    const value = values[unit] ?? NaN;
    const isThere = !Number.isNaN(value);
    if (isThere) {
      path += `${isDown ? 'L' : 'M'}${seriesX(frame, unit).toFixed(2)} ${seriesY(frame, value).toFixed(2)}`;
    }
    isDown = isThere;
  }
  return path === '' ? [] : [element('path', { d: path, fill: 'none', stroke: colour, 'stroke-width': 2 })];
}
