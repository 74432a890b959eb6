/** The Network view as a figure: columns of words, and links or heat maps between them. */

import { element, figure, label, shorten, type Mark } from '../figure';
import { heatLegend } from '../heatFigure';
import { linkAt, type Links } from '../links';
import { blockMarks, type Block } from './mapsFigure';
import { columnName, isLinked, type Column, type Network, type Panel } from './network';
import { bandsOf } from './sankey';
import type { Side } from '../units';
import { BAR_HEIGHT, barPlaces, BOX_GAP, BOX_PADDING, ROW_HEIGHT, TEXT_HEIGHT } from './wordBox';

export interface NetworkFigure {
  title: string;
  description: string;
  /** Laid out for the figure. */
  network: Network;
  labels: Record<Side, readonly string[]>;
  /** By panel. */
  layers: readonly FigureLayer[];
  /** What a word bar of full height stands for; null for no bars. */
  barScale: number | null;
  hasDiagonal: boolean;
  dark: boolean;
  paper: string;
  ink: string;
}

export interface FigureLayer {
  links: Links;
  /** Places of the links that are drawn, strongest first. */
  places: ArrayLike<number>;
  /** Attention received, axes (head, key). */
  received: Float32Array;
  /** By head. */
  colours: readonly string[];
  /** What stands in place of the links; null for links. */
  block: Block | null;
}

const [MARGIN, TITLE, HEAD, LEGEND] = [16, 36, 36, 56];
const PANEL_PADDING = 10;
/** Characters that a pixel of a column holds. */
const CHARACTERS = 1 / 6.5;

export function networkFigure(data: NetworkFigure): string {
  const { network, labels } = data;
  const row = data.barScale === null ? ROW_HEIGHT.plain : ROW_HEIGHT.bars;
  const blocks = network.panels.map((panel, at) => blockOf(data, panel, at));
  const nRows = Math.max(labels.query.length, labels.key.length);
  const height = Math.max(nRows * row, ...blocks.map((block) => block?.height ?? 0));
  const body = TITLE + HEAD;
  return figure({ ...data, width: network.width + 2 * MARGIN, height: body + height + LEGEND + MARGIN }, [
    label(data.title, { x: MARGIN, y: 18, fill: data.ink, 'font-weight': 600 }),
    element('g', { transform: `translate(${MARGIN} ${TITLE})`, fill: data.ink, 'font-size': 11 }, ...heads(network)),
    element(
      'g',
      { transform: `translate(${MARGIN} ${body})` },
      ...network.panels.flatMap((panel, at) => (isLinked(panel) ? bands(data, panel, at, row) : [])),
      ...network.panels.flatMap((panel, at) => blocks[at]?.marks(panel) ?? []),
      ...network.columns.map((column) => words(data, column, row)),
    ),
    element('g', { transform: `translate(${MARGIN} ${body + height + 24})` }, ...legend(data)),
  ]);
}

function blockOf({ layers, ink, paper, hasDiagonal }: NetworkFigure, { width }: Panel, at: number) {
  const block = layers[at]?.block;
  if (!block) return null;
  const drawn = blockMarks(block, width - 2 * PANEL_PADDING, { ink, paper, hasDiagonal });
  return {
    height: drawn.height,
    marks: ({ x }: Panel) => [element('g', { transform: `translate(${x + PANEL_PADDING} 0)` }, ...drawn.marks)],
  };
}

function heads(network: Network): Mark[] {
  const middle = ({ x, width }: { x: number; width: number }) => ({ x: x + width / 2, 'text-anchor': 'middle' });
  return [
    ...network.panels.map((panel) => label(`L${panel.layer}`, { ...middle(panel), y: 8, 'font-weight': 600 })),
    ...network.columns.flatMap((column, at) =>
      column.width === 0 || column.isNarrow ? [] : [label(columnName(network, at), { ...middle(column), y: 24 })],
    ),
  ];
}

/** Weakest first, so that the strong bands lie on top. */
function bands({ layers, labels, ink }: NetworkFigure, { x, width }: Panel, at: number, row: number): Mark[] {
  const layer = layers[at];
  if (!layer) return [];
  const { links, places } = layer;
  const laid = bandsOf(links, labels.query.length, labels.key.length, { height: row, full: row - BOX_GAP });
  const [left, right, a, b] = [x, x + width, x + width / 3, x + (2 * width) / 3].map(rounded);
  const marks = Array.from({ length: places.length }, (_, i) => {
    const place = places[places.length - 1 - i] ?? 0;
    const [key, query] = [laid.from[place] ?? 0, laid.to[place] ?? 0];
    const [halfKey, halfQuery] = [(laid.start[place] ?? 0) / 2, (laid.width[place] ?? 0) / 2];
    const [y0, y1, y2, y3] = [key - halfKey, query - halfQuery, query + halfQuery, key + halfKey].map(rounded);
    return element('path', {
      d: `M${left} ${y0}C${a} ${y0} ${b} ${y1} ${right} ${y1}V${y2}C${b} ${y2} ${a} ${y3} ${left} ${y3}Z`,
      'fill-opacity': Math.min(1, linkAt(links, place).weight),
    });
  });
  return [element('g', { fill: ink }, ...marks)];
}

function rounded(value: number): number {
  return Math.round(100 * value) / 100;
}

function words(data: NetworkFigure, column: Column, row: number): Mark {
  const { labels, ink, paper } = data;
  if (column.width === 0) return '';
  const most = Math.floor((column.width - 8) * CHARACTERS);
  const boxes = labels[column.side].map((text, at) => {
    const y = at * row + BOX_GAP / 2;
    const middle = y + (data.barScale === null ? row - BOX_GAP : TEXT_HEIGHT) / 2;
    return [
      element('rect', {
        x: column.x,
        y,
        width: column.width,
        height: row - BOX_GAP,
        rx: 4,
        stroke: ink,
        'stroke-opacity': 0.3,
        fill: paper,
      }),
      ...(column.isNarrow ? [] : [label(shorten(text, most), { x: column.x + BOX_PADDING, y: middle, fill: ink })]),
      ...bars(data, column, at, y + row - BOX_GAP - 2),
    ].join('');
  });
  return element('g', {}, ...boxes);
}

/** Bars are cut at the top of the scale. */
function bars({ layers, labels, barScale }: NetworkFigure, column: Column, at: number, bottom: number): Mark[] {
  const layer = layers[column.after ?? -1];
  if (!layer || barScale === null || column.isNarrow) return [];
  const nKey = labels.key.length;
  const { left, step } = barPlaces(column, layer.colours.length);
  return layer.colours.map((fill, head) => {
    const height = BAR_HEIGHT * Math.min(1, (layer.received[head * nKey + at] ?? 0) / barScale);
    return element('rect', {
      x: left + head * step,
      y: bottom - height,
      width: Math.max(0.5, step - 1),
      height,
      fill,
    });
  });
}

function legend(data: NetworkFigure): Mark[] {
  const { ink, barScale, network, layers } = data;
  const row = barScale === null ? ROW_HEIGHT.plain : ROW_HEIGHT.bars;
  const full = row - BOX_GAP;
  const weights = [0.1, 0.25, 0.5, 1].flatMap((weight, at) => [
    element('rect', {
      x: 36 + at * 66,
      y: (-weight * full) / 2,
      width: 30,
      height: weight * full,
      fill: ink,
      'fill-opacity': weight,
    }),
    label(String(weight), { x: 70 + at * 66, y: 0, 'font-size': 10, fill: ink }),
  ]);
  const parts = [
    ...(network.panels.some(isLinked) ? [label('Link', { x: 0, y: 0, 'font-size': 10, fill: ink }), ...weights] : []),
    ...(barScale === null
      ? []
      : [label(`full word bar: receives ${barScale} or more`, { x: 310, y: 0, 'font-size': 10, fill: ink })]),
  ];
  return layers.some(({ block }) => block !== null)
    ? [...parts, element('g', { transform: 'translate(520 -8)' }, ...heatLegend(data))]
    : parts;
}
