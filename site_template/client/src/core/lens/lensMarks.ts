/** What a map of clusters is made of, as marks for a canvas and for a figure alike. */

import type { Cluster, Grouping } from './lens';
import { TITLES, type Features, type LensLayout, type Strip } from './lensLayout';
import { inList, textsOf } from './lensNames';
import { fittingText, fittingWords } from '../textMetrics';

export type LensMark =
  | { shape: 'rect'; x: number; y: number; width: number; height: number; fill: string }
  | {
      shape: 'text';
      x: number;
      /** Of its middle. */
      y: number;
      text: string;
      fill: string;
      size: number;
      anchor: 'start' | 'middle' | 'end';
    };

/** Clusters along one side of a map, in the order shown. */
export interface MapSide {
  name: string;
  clusters: readonly Cluster[];
  grouping: Grouping;
  /** Colours of its classes, and in which order bars stack them. */
  colours: readonly string[];
  order: readonly number[];
}

export interface MapContent {
  rows: MapSide;
  columns: MapSide;
  /** Colour of each cell, axes (row, column), row-major. */
  fills: readonly string[];
  positions: 'deciles' | 'places';
  words: 'frequent' | 'distinctive';
  /** Colour of a share from 0 to 1. */
  rampOf: (share: number) => string;
}

export interface MapLook {
  ink: string;
  soft: string;
  line: string;
}

const [NUMBER_SIZE, WORD_SIZE, TITLE_SIZE] = [10, 11, 10];

/** In the order in which they are to be drawn. */
export function lensMarks(layout: LensLayout, content: MapContent, look: MapLook): LensMark[] {
  return [
    ...cells(layout, content),
    ...rowMarks(layout, content, look),
    ...columnMarks(layout, content, look),
    ...asideMarks(layout, content, look),
    ...titles(layout, content, look),
  ];
}

function cells({ left, top, cell, nColumns }: LensLayout, { fills }: MapContent): LensMark[] {
  const inner = Math.max(1, cell - 1);
  return fills.map((fill, at) => ({
    shape: 'rect',
    x: left + (at % nColumns) * cell,
    y: top + Math.floor(at / nColumns) * cell,
    width: inner,
    height: inner,
    fill,
  }));
}

/** What is known of a cluster in a line: its number, classes, positions, size and words. */
function line(
  features: Features,
  y: number,
  pitch: number,
  side: MapSide,
  cluster: Cluster,
  content: MapContent,
  look: MapLook,
  anchor: 'start' | 'end',
): LensMark[] {
  const height = Math.min(14, pitch - 3);
  const top = y + (pitch - height) / 2;
  const { size, words } = features;
  const length = size.length * relativeSize(side, cluster);
  const texts = textsOf(cluster[content.words]).map(inList);
  const text = fittingWords(texts, WORD_SIZE, words.length);
  const isLeft = anchor === 'end';
  return [
    number(features.number, y + pitch / 2, cluster, look),
    ...classBar(features.classes, cluster, side).map(({ start, length: width, fill }): LensMark => ({
      shape: 'rect',
      x: start,
      y: top,
      width,
      height,
      fill,
    })),
    ...positionCells(features.positions, cluster, content).map(({ start, length: width, fill }): LensMark => ({
      shape: 'rect',
      x: start,
      y: top,
      width,
      height,
      fill,
    })),
    {
      shape: 'rect',
      x: isLeft ? size.start + size.length - length : size.start,
      y: top + height / 4,
      width: length,
      height: height / 2,
      fill: look.soft,
    },
    ...(text
      ? [
          {
            shape: 'text' as const,
            x: isLeft ? words.start + words.length : words.start,
            y: y + pitch / 2,
            text,
            fill: look.ink,
            size: WORD_SIZE,
            anchor,
          },
        ]
      : []),
  ];
}

function rowMarks(layout: LensLayout, content: MapContent, look: MapLook): LensMark[] {
  const { rows, top, cell } = layout;
  return content.rows.clusters.flatMap((cluster, at) =>
    line(rows, top + at * cell, cell, content.rows, cluster, content, look, 'end'),
  );
}

function asideMarks(layout: LensLayout, content: MapContent, look: MapLook): LensMark[] {
  const { aside } = layout;
  return content.columns.clusters.flatMap((cluster, at) =>
    line(aside, aside.top + at * aside.pitch, aside.pitch, content.columns, cluster, content, look, 'start'),
  );
}

/** The same above a column, from bottom to top. */
function columnMarks(layout: LensLayout, content: MapContent, look: MapLook): LensMark[] {
  const { columns, left, cell } = layout;
  const inner = Math.max(1, cell - 3);
  return content.columns.clusters.flatMap((cluster, at): LensMark[] => {
    const x = left + at * cell + (cell - 1 - inner) / 2;
    const upright = ({ start, length, fill }: Segment): LensMark => ({
      shape: 'rect',
      x,
      y: start,
      width: inner,
      height: length,
      fill,
    });
    const height = columns.size.length * relativeSize(content.columns, cluster);
    const bottom = columns.size.start + columns.size.length;
    return [
      number(x + inner / 2, columns.number, cluster, look, Math.min(NUMBER_SIZE, 0.66 * cell)),
      ...classBar(columns.classes, cluster, content.columns).map(upright),
      ...positionCells(columns.positions, cluster, content).map(upright),
      { shape: 'rect', x: x + inner / 4, y: bottom - height, width: inner / 2, height, fill: look.soft },
    ];
  });
}

interface Segment extends Strip {
  fill: string;
}

function classBar({ start, length }: Strip, cluster: Cluster, { order, colours, grouping }: MapSide): Segment[] {
  let at = start;
  const shares = grouping.sharesOf(cluster);
  return order.flatMap((place) => {
    const share = (shares[place] ?? 0) * length;
    const segment = { start: at, length: share, fill: colours[place] ?? '' };
    at += share;
    return share > 0 ? [segment] : [];
  });
}

function positionCells({ start, length }: Strip, cluster: Cluster, { positions, rampOf }: MapContent): Segment[] {
  const shares = cluster[positions];
  const step = length / Math.max(1, shares.length);
  return shares.map((share, at) => ({ start: start + at * step, length: step, fill: rampOf(share) }));
}

function number(x: number, y: number, cluster: Cluster, { soft }: MapLook, size = NUMBER_SIZE): LensMark {
  return { shape: 'text', x, y, text: String(cluster.number), fill: soft, size, anchor: 'middle' };
}

function relativeSize({ clusters }: MapSide, { size }: Cluster): number {
  return size / Math.max(1, ...clusters.map((each) => each.size));
}

/** What the parts of the rows are, at the map's left and, for the columns, aside; above it, what the rows are. */
function titles(layout: LensLayout, { rows, columns, words }: MapContent, { ink, soft }: MapLook): LensMark[] {
  const { top, left, aside, isStacked } = layout;
  const text = (x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end', fill = soft): LensMark => {
    return { shape: 'text', x, y, text: content, fill, size: TITLE_SIZE, anchor };
  };
  const above = (features: Features, y: number, anchor: 'start' | 'end', { grouping }: MapSide): LensMark[] => {
    const middle = ({ start, length }: Strip) => start + length / 2;
    const { words: strip } = features;
    return [
      text(middle(features.classes), y, grouping.name, 'middle'),
      text(middle(features.positions), y, 'positions', 'middle'),
      text(middle(features.size), y, 'size', 'middle'),
      ...(strip.length > 0
        ? [
            text(
              anchor === 'end' ? strip.start + strip.length : strip.start,
              y,
              fittingText(`${words} words`, TITLE_SIZE, strip.length),
              anchor,
            ),
          ]
        : []),
    ];
  };
  const [line, second] = [TITLES / 2, 1.6 * TITLES];
  return [
    text(left - 2, top - second, `${rows.name}s`, 'end', ink),
    // Where the parts are narrow, those of the columns below say what they are.
    ...(isStacked ? [] : above(layout.rows, top - line, 'end', rows)),
    text(aside.number, aside.top - second, `${columns.name}s`, 'start', ink),
    ...above(aside, aside.top - line, 'start', columns),
  ];
}
