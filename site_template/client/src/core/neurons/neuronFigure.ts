/** The Neurons view as a figure. Cells are pictures, one per block: a mark for each of thousands would choke editors. */

import { divergingHex, divergingTable } from '../diverging';
import { element, figure, label, labelRoom, shorten, type Mark } from '../figure';
import { formatSigned, formatWeight } from '../format';
import { blocksOf, cellLevels, relativeShares, type BlockCells, type NeuronDomains } from './neuronCells';
import type { NeuronCsv } from './neuronCsv';
import { HEAD, neuronLayout, isBlock, type NeuronLayout, type Part } from './neuronLayout';
import { markOf } from './neurons';
import { pixelsToAddress } from '../png';
import { paintCells } from '../ramp';
import { barDomain, barOf, STEPS, stepsOf, strongest, type Step } from '../scores';

export interface NeuronFigure extends NeuronCsv {
  title: string;
  description: string;
  /** Values or values times attention, axes (key, dim), and what they are called; null for none. */
  values: Float32Array | null;
  valueName: string;
  domains: NeuronDomains;
  dark: boolean;
  paper: string;
  ink: string;
  /** Colour of the lines and of the query. */
  accent: string;
}

const [MARGIN, TITLE, LEGEND] = [16, 34, 40];
/** Width that tokens, lines and numbers take, and that a neuron's cell takes. */
const [FIXED, CELL] = [760, 4.5];
const COLLAPSED_WIDTH = 560;
const [FONT, LABEL_LENGTH, MOST_LABEL] = [11, 20, 130];
const [CELL_HEIGHT, BAR, NUMBER_WIDTH, GAP] = [16, 10, 52, 8];
/** Share of the colour scale that bars have. */
const BAR_COLOUR = 0.8;
/** Lines fainter than this are left out. */
const LEAST_SEEN = 0.004;

export function neuronFigure(data: NeuronFigure): string {
  const layout = layoutOf(data);
  const rows = layout.head + data.keys.length * layout.rowHeight;
  const width = layout.pane.left + layout.content + 2 * MARGIN;
  const { title, description, paper, ink } = data;
  return figure({ title, description, paper, width, height: TITLE + rows + LEGEND }, [
    label(title, { x: MARGIN, y: 18, fill: ink, 'font-weight': 600 }),
    element(
      'g',
      { transform: `translate(${MARGIN} ${TITLE})`, 'font-size': FONT, fill: ink },
      ...lines(data, layout),
      ...tokens(data, layout),
      ...layout.parts.flatMap((part) => (part.width < 1 ? [] : column(data, layout, part))),
    ),
    element(
      'g',
      { transform: `translate(${MARGIN} ${TITLE + rows + 22})`, 'font-size': FONT, fill: ink },
      ...legend(data),
    ),
  ]);
}

function layoutOf({ subject, keys, neurons, values, expanded }: NeuronFigure): NeuronLayout {
  const nValues = values ? subject.tensors.valueDim : 0;
  const labels = keys.map((unit) => unit.label);
  const room = 12 + labelRoom([subject.query.label, ...labels], FONT, MOST_LABEL);
  return neuronLayout({
    width: expanded ? FIXED + (2 * neurons.length + nValues) * CELL : COLLAPSED_WIDTH,
    queryLabel: room,
    keyLabel: room,
    nNeurons: neurons.length,
    nValues,
    steps: stepsOf(subject.scores),
    open: Number(expanded),
  });
}

const middleOf = (layout: NeuronLayout, row: number) => layout.head + (row + 0.5) * layout.rowHeight;

/** The query stands beside the key that it is, or above all keys of the other text. */
function queryY({ subject, keys }: NeuronFigure, layout: NeuronLayout): number {
  const isSelf = subject.profile.trend !== null;
  const own = isSelf ? keys.findIndex((unit) => unit.tokens.includes(subject.scores.query)) : 0;
  return middleOf(layout, Math.max(0, own));
}

function lines(data: NeuronFigure, layout: NeuronLayout): Mark[] {
  const from = queryY(data, layout);
  const most = strongest(data.subject.scores);
  return data.keys.flatMap((unit, row) => {
    const opacity = (data.subject.scores.attention[unit.tokens[0] ?? 0] ?? 0) / most;
    if (opacity < LEAST_SEEN) return [];
    const ends = { x1: layout.lines.left, y1: from, x2: layout.lines.right, y2: middleOf(layout, row) };
    return [element('line', { ...ends, stroke: data.accent, 'stroke-width': 1.5, 'stroke-opacity': opacity })];
  });
}

function tokens(data: NeuronFigure, layout: NeuronLayout): Mark[] {
  const name = shorten(data.subject.query.label, LABEL_LENGTH);
  const ofQuery = { 'text-anchor': 'end', fill: data.accent, 'font-weight': 600 };
  const x = layout.lines.right + 6;
  return [
    label(name, { ...ofQuery, x: layout.queryWidth - 6, y: queryY(data, layout) }),
    ...data.keys.map((unit, row) => label(shorten(unit.label, LABEL_LENGTH), { x, y: middleOf(layout, row) })),
    ...(data.expanded ? [label(`q of ${name}`, { ...ofQuery, x: layout.pane.left - 6, y: HEAD.titles + 11 })] : []),
  ];
}

function column(data: NeuronFigure, layout: NeuronLayout, part: Part): Mark[] {
  const left = layout.pane.left + part.left;
  if (!isBlock(part.what)) return steps(data, layout, part.what, left, part.width);
  const names = { key: 'k', product: 'q × k', value: data.valueName };
  const title = label(names[part.what], { x: left, y: 11 });
  const block = blocksOf(data.subject, data.neurons, data.values, data.domains)[part.what];
  return block && part.count > 0 ? [title, ...blockMarks(data, layout, left, block)] : [title];
}

/** Cells of all keys, and above them those of the query, the output, or the neurons' shares. */
function blockMarks(data: NeuronFigure, layout: NeuronLayout, x: number, { rows, head, visible }: BlockCells): Mark[] {
  const tokens = data.keys.map((unit) => unit.tokens[0] ?? 0);
  const width = rows.columns.length * layout.cell;
  const below = { x, y: layout.head, width, height: tokens.length * layout.rowHeight };
  const above = { x, y: HEAD.titles + 2, width, height: CELL_HEIGHT };
  return [
    cellImage(cellLevels(rows, tokens, visible), rows.columns.length, data.dark, below),
    ...(head
      ? [cellImage(cellLevels(head, [head.row]), head.columns.length, data.dark, above)]
      : shares(data, layout, x)),
  ];
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** @param levels Colour indices, axes (row, column). */
function cellImage(levels: Uint8Array, nColumns: number, dark: boolean, box: Box): Mark {
  const href = pixelsToAddress(paintCells(levels, divergingTable(dark)), nColumns, PICTURE_ZOOM);
  return element('image', { href, ...box, preserveAspectRatio: 'none', 'image-rendering': 'pixelated' });
}

/** Side of a cell in a picture of cells. */
const PICTURE_ZOOM = 8;

/** Bars of the neurons' shares, and the marks of those that fall or rise with distance. */
function shares({ subject, neurons, ink }: NeuronFigure, { cell }: NeuronLayout, left: number): Mark[] {
  const floor = HEAD.titles + CELL_HEIGHT + 2;
  return relativeShares(subject, neurons).flatMap((share, slot) => {
    const height = share * CELL_HEIGHT;
    const x = left + slot * cell;
    const bar = element('rect', { x, y: floor - height, width: cell * 0.8, height, fill: ink, 'fill-opacity': 0.6 });
    const mark = { [-1]: '▼', 0: '', 1: '▲' }[markOf(subject.profile, neurons[slot] ?? 0)];
    const place = { x: x + cell / 2, y: floor + 7, 'text-anchor': 'middle', 'font-size': 7 };
    return mark ? [bar, label(mark, place)] : [bar];
  });
}

/** A bar and a number per key. */
function steps(data: NeuronFigure, layout: NeuronLayout, step: Step, left: number, width: number): Mark[] {
  const { scores } = data.subject;
  const [domain, room] = [barDomain(scores, step), width - NUMBER_WIDTH];
  const isSigned = step !== 'attention';
  const right = { x: left + width - GAP, 'text-anchor': 'end' };
  const rows = data.keys.flatMap((unit, row) => {
    const token = unit.tokens[0] ?? 0;
    const y = middleOf(layout, row);
    if (!scores.visible[token]) return isSigned ? [] : [label('masked', { x: left, y, 'fill-opacity': 0.6 })];
    const value = scores[step]?.[token] ?? 0;
    const { start, length } = barOf(domain, value);
    const fill = isSigned ? divergingHex(value < 0 ? -BAR_COLOUR : BAR_COLOUR, data.dark) : data.accent;
    const bar = { x: left + start * room, y: y - BAR / 2, width: length * room, height: BAR, fill };
    return [element('rect', bar), label(isSigned ? formatSigned(value) : formatWeight(value), { ...right, y })];
  });
  const zero = left + barOf(domain, 0).zero * room;
  const bottom = layout.head + data.keys.length * layout.rowHeight;
  const axis = { x1: zero, y1: layout.head, x2: zero, y2: bottom, stroke: data.ink, 'stroke-opacity': 0.4 };
  return [label(STEPS[step].name, { ...right, y: 11 }), element('line', axis), ...rows];
}

const [SCALE_WIDTH, SCALE_STEPS, SCALE_ROOM] = [110, 22, 250];

function legend({ domains, values, valueName, expanded, dark }: NeuronFigure): Mark[] {
  if (!expanded) return [];
  const scales: [string, number][] = [
    ['q, k', domains.vector],
    ['q × k', domains.product],
    ...(values ? [[valueName, domains.value] as [string, number]] : []),
  ];
  return scales.flatMap(([name, domain], at) => {
    const start = at * SCALE_ROOM + 100;
    const swatches = Array.from({ length: SCALE_STEPS }, (_, step) =>
      element('rect', {
        x: start + (step * SCALE_WIDTH) / SCALE_STEPS,
        y: -5,
        width: SCALE_WIDTH / SCALE_STEPS + 0.5,
        height: 10,
        fill: divergingHex((2 * (step + 0.5)) / SCALE_STEPS - 1, dark),
      }),
    );
    return [
      label(`${name}  ${formatSigned(-domain)}`, { x: start - 6, y: 0, 'text-anchor': 'end' }),
      ...swatches,
      label(formatSigned(domain), { x: start + SCALE_WIDTH + 6, y: 0 }),
    ];
  });
}
