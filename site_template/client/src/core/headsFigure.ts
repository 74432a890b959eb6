/** The Heads view as a figure: two columns, or rows, of tokens and the links between them. */

import { portY, portsOf, type Bipartite } from './bipartite';
import { element, figure, label, labelRoom, shorten, type FigureFrame, type Mark } from './figure';
import { linkAt, type Links } from './links';
import type { PageState } from './state';

export interface HeadsFigure {
  title: string;
  description: string;
  queries: readonly string[];
  keys: readonly string[];
  links: Links;
  /** The links that are drawn, strongest first. */
  places: ArrayLike<number>;
  layout: PageState['layout'];
  /** Weight of full opacity. */
  most: number;
  /** Every head of the layer by its index, and the indices of those that are switched on. */
  heads: readonly { name: string; colour: string }[];
  active: readonly number[];
  paper: string;
  ink: string;
}

const ROW = 18;
const [LEAST_COLUMN, MOST_COLUMN, PADDING] = [110, 200, 24];
/** Of tokens that stand in rows: their height, and bounds of their width. */
const [TOKEN_HEIGHT, LEAST_TOKEN, MOST_TOKEN] = [26, 24, 90];
const LINES = 260;
const MARGIN = 16;
const LEGEND = 44;
const LEGEND_ENTRY = 70;
const LABEL_LENGTH = 26;

/** Room that a token takes across the links, and along its side. */
interface Room {
  across: number;
  along: number;
}

export function headsFigure(data: HeadsFigure): string {
  const isRows = data.layout === 'rows';
  const room = roomOf(data);
  const across = 2 * room.across + LINES;
  const along = Math.max(data.queries.length, data.keys.length) * room.along;
  const width = isRows ? Math.max(along, LEAST_WIDTH) : across;
  const perRow = Math.floor((width - 2 * MARGIN) / LEGEND_ENTRY);
  const top = LEGEND + Math.ceil(data.active.length / perRow) * ROW;
  const frame: FigureFrame = { ...data, width, height: top + (isRows ? across : along) + MARGIN };
  return figure(frame, [legend(data, perRow), element('g', { transform: `translate(0 ${top})` }, ...body(data, room))]);
}

/** Room for the title. */
const LEAST_WIDTH = 420;

function roomOf({ layout, queries, keys }: HeadsFigure): Room {
  const labels = [...queries, ...keys];
  if (layout === 'rows')
    return { across: TOKEN_HEIGHT, along: Math.max(LEAST_TOKEN, 8 + labelRoom(labels, 12, MOST_TOKEN)) };
  return { across: Math.max(LEAST_COLUMN, PADDING + labelRoom(labels, 12, MOST_COLUMN - PADDING)), along: ROW };
}

function body(data: HeadsFigure, room: Room): Mark[] {
  const isRows = data.layout === 'rows';
  const [query, key] = [room.across - 8, room.across + LINES + 8];
  return [
    element('g', { fill: 'none', 'stroke-width': 1.5, 'stroke-linecap': 'round' }, ...lines(data, room)),
    element(
      'g',
      { fill: data.ink, 'text-anchor': isRows ? 'middle' : 'end' },
      ...tokens(data, data.queries, query, room),
    ),
    element('g', { fill: data.ink, ...(isRows && { 'text-anchor': 'middle' }) }, ...tokens(data, data.keys, key, room)),
  ];
}

function tokens(data: HeadsFigure, labels: readonly string[], across: number, { along }: Room): Mark[] {
  return labels.map((text, row) => label(shorten(text, LABEL_LENGTH), pointOf(data, across, (row + 0.5) * along)));
}

/** In rows, what runs across the links runs down the figure. */
function pointOf({ layout }: HeadsFigure, across: number, along: number): { x: number; y: number } {
  return layout === 'rows' ? { x: along, y: across } : { x: across, y: along };
}

/** Weakest first, so that the strong links lie on top. */
function lines(data: HeadsFigure, { across, along }: Room): Mark[] {
  const { links, places, most, heads, active } = data;
  const layout: Bipartite = {
    left: across,
    right: across + LINES,
    rowHeight: along,
    scrolled: 0,
    nHeads: active.length,
    ports: portsOf(heads.length, active),
  };
  return Array.from({ length: places.length }, (_, i) => {
    const link = linkAt(links, places[places.length - 1 - i] ?? 0);
    const from = pointOf(data, layout.left, portY(layout, link.query, link.head));
    const to = pointOf(data, layout.right, portY(layout, link.key, link.head));
    return element('line', {
      x1: from.x,
      y1: from.y,
      x2: to.x,
      y2: to.y,
      stroke: heads[link.head]?.colour ?? '',
      'stroke-opacity': Math.min(1, link.weight / most),
    });
  });
}

function legend({ title, heads, active, ink }: HeadsFigure, perRow: number): Mark {
  const entries = active.flatMap((head, at) => {
    const x = MARGIN + (at % perRow) * LEGEND_ENTRY;
    const y = LEGEND + Math.floor(at / perRow) * ROW;
    const { name, colour } = heads[head] ?? { name: '', colour: '' };
    return [
      element('rect', { x, y: y - 6, width: 12, height: 12, rx: 2, fill: colour }),
      label(name, { x: x + 17, y, 'font-size': 11 }),
    ];
  });
  return element('g', { fill: ink }, label(title, { x: MARGIN, y: 18, 'font-weight': 600 }), ...entries);
}
