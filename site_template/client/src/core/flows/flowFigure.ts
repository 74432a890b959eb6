/** The rings of the Flows view as a figure. */

import { element, figure, label, shorten, type Mark } from '../figure';
import { BOTH, FIRST, SECOND, type FlowUnion } from './flowCompare';
import { colourOf, levelOpacity, type FlowColours } from './flowColours';
import { levelOf, reachOf, type Glyph } from './flowGlyphs';
import { lineWidth, type LinkCurve } from './flowLinks';
import type { FlowMarks } from './flowPaths';
import { MARK, onCircle, PARTS, type PlacedRing, type RingsLayout, type Spot } from './flowRings';
import { MOST_HEIGHT, STEPS, type Sparklines } from './flowSparklines';

export interface FlowFigure {
  title: string;
  description: string;
  union: FlowUnion;
  layout: RingsLayout;
  glyphs: readonly Glyph[];
  sparks: readonly [Sparklines, Sparklines];
  labels: readonly (readonly string[])[];
  /** Of the rings. */
  names: readonly string[];
  /** Of the models that are compared. */
  models: readonly string[];
  root: number;
  links: readonly LinkCurve[];
  marks: FlowMarks | null;
  isCompared: boolean;
  colours: FlowColours;
  paper: string;
  ink: string;
  line: string;
}

const [MARGIN, TITLE, LEGEND] = [16, 36, 30];
const [FONT, LABEL_LENGTH] = [11, 8];
const LINK_OPACITY = { all: 0.25, marked: 0.8 };
const FAINT = 0.16;
/** Of the square of a head that leads nowhere. */
const GROUND = 0.2;

export function flowFigure(data: FlowFigure): string {
  const { title, description, layout, paper, ink } = data;
  const side = 2 * layout.radius;
  const width = Math.max(420, side + 2 * MARGIN);
  const height = TITLE + side + LEGEND;
  const centre = `translate(${width / 2} ${TITLE + layout.radius})`;
  return figure({ title, description, paper, width, height }, [
    label(title, { x: MARGIN, y: 18, fill: ink, 'font-weight': 600 }),
    element(
      'g',
      { transform: centre, 'font-size': FONT, fill: ink },
      ...layout.rings.map((ring) => circle(data, ring)),
      ...linkMarks(data),
      ...layout.rings.flatMap((ring) => ringMarks(data, ring)),
      tokenMark(data, 0, { token: data.root, angle: 0, x: 0, y: 0, tilt: 0 }, 1),
    ),
    ...legend(data, height - 12),
  ]);
}

function circle({ line }: FlowFigure, { radius, folded, reach }: PlacedRing): Mark {
  const width = folded ? 2 * reach - 8 : 1;
  return element('circle', {
    r: radius,
    fill: 'none',
    stroke: line,
    'stroke-width': width,
    'stroke-opacity': folded ? 0.35 : 1,
  });
}

/** A path per look, and not one per link: editors choke on thousands. */
function linkMarks({ links, colours, isCompared, marks, line }: FlowFigure): Mark[] {
  const looks = new Map<string, { width: number; models: number; d: string[] }>();
  for (const { width, models, points } of links) {
    const key = `${width} ${models}`;
    const look = looks.get(key) ?? { width, models, d: [] };
    look.d.push(`M${points.map(rounded).join(' ')}`);
    looks.set(key, look);
  }
  return [...looks.values()].map(({ width, models, d }) =>
    element('path', {
      d: d.join(''),
      fill: 'none',
      stroke: isCompared || marks ? colourOf(colours, models, isCompared) : line,
      'stroke-width': lineWidth({ width }),
      'stroke-opacity': marks ? LINK_OPACITY.marked : LINK_OPACITY.all,
    }),
  );
}

const rounded = (value: number) => value.toFixed(1);

function ringMarks(data: FlowFigure, ring: PlacedRing): Mark[] {
  const name = data.names[ring.ring] ?? '';
  const text = ring.folded ? `${name}: ${ring.spots.length}` : name;
  const room = 7 * text.length + 6;
  // Name and tick above the tokens, whose grounds would cover them.
  return [
    ...ring.spots.map((spot) =>
      ring.folded ? dot(data, ring.ring, spot) : tokenMark(data, ring.ring, spot, ring.scale),
    ),
    ...(ring.meeting === null ? [] : [tick(data, ring, ring.meeting)]),
    element('rect', { x: -room / 2, y: -ring.radius - 8, width: room, height: 16, fill: data.paper }),
    label(text, { x: 0, y: -ring.radius, 'text-anchor': 'middle', 'font-weight': 600 }),
  ];
}

function tick({ ink }: FlowFigure, { radius, reach }: PlacedRing, angle: number): Mark {
  const half = Math.min(16, reach - 4);
  const [[x1, y1], [x2, y2]] = [onCircle(angle, radius - half), onCircle(angle, radius + half)];
  return element('line', { x1, y1, x2, y2, stroke: ink, 'stroke-width': 5 });
}

const opacityOf = ({ marks }: FlowFigure, ring: number, token: number) =>
  !marks || (marks.tokens[ring]?.[token] ?? 0) > 0 ? 1 : FAINT;

function dot(data: FlowFigure, ring: number, { token, x, y }: Spot): Mark {
  const fill = colourOf(data.colours, data.union.members[ring]?.[token] ?? FIRST, data.isCompared);
  return element('circle', { cx: x, cy: y, r: 3.5, fill, opacity: opacityOf(data, ring, token) });
}

function tokenMark(data: FlowFigure, ring: number, { token, x, y, tilt }: Spot, scale: number): Mark {
  const bits = data.union.members[ring]?.[token] ?? FIRST;
  const fill = data.isCompared ? colourOf(data.colours, bits, true) : data.ink;
  const text = data.labels[ring]?.[token] ?? '';
  const turn = `translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${((tilt * 180) / Math.PI).toFixed(1)}) scale(${scale.toFixed(3)})`;
  const name = { x: 0, y: PARTS.label + 4, 'text-anchor': 'middle', fill, 'font-weight': ring === 0 ? 600 : 400 };
  return element(
    'g',
    { transform: turn, opacity: opacityOf(data, ring, token) },
    ...(opacityOf(data, ring, token) < 1
      ? []
      : [
          element('rect', {
            x: -MARK.width / 2,
            y: -MARK.height / 2,
            width: MARK.width,
            height: MARK.height,
            fill: data.paper,
            'fill-opacity': 0.82,
          }),
        ]),
    ...squares(data, ring, token),
    label(shorten(text, LABEL_LENGTH), name),
    ...(data.isCompared ? halves(bits, fill) : []),
    ...(ring > 0 ? sparkline(data, ring, token) : []),
  );
}

/** Whose a token is, without colour: the left half of the line is the first's, the right half the second's. */
function halves(bits: number, fill: string): Mark[] {
  const [half, y] = [MARK.width / 2 - 4, PARTS.label + 10.5];
  return [FIRST, SECOND].flatMap((model) =>
    (bits & model) > 0 ? [element('rect', { x: model === FIRST ? -half : 0, y, width: half, height: 1.6, fill })] : [],
  );
}

function squares(data: FlowFigure, ring: number, token: number): Mark[] {
  const glyph = data.glyphs[ring];
  if (!glyph) return [];
  const { cell, columns, heads } = glyph;
  const side = cell - Math.min(1, cell / 5);
  return heads.flatMap((head, square) => {
    const x = (square % columns) * cell - (columns * cell) / 2;
    const y = PARTS.glyph + Math.floor(square / columns) * cell;
    const [first = 0, second = 0] = data.union.graphs.map((graph) => reachOf(graph, head, token));
    const isSplit = first > 0 && second > 0;
    const half = isSplit ? side / 2 : side;
    return [
      element('rect', { x, y, width: side, height: side, fill: data.line, 'fill-opacity': GROUND }),
      ...levelMark(data, FIRST, first, { x, y, width: half, height: side }),
      ...levelMark(data, SECOND, second, { x: isSplit ? x + half : x, y, width: half, height: side }),
    ];
  });
}

function levelMark(
  { colours, isCompared }: FlowFigure,
  models: number,
  count: number,
  box: Record<string, number>,
): Mark[] {
  if (count === 0) return [];
  const fill = colourOf(colours, models, isCompared);
  return [element('rect', { ...box, fill, 'fill-opacity': levelOpacity(levelOf(count)) })];
}

function sparkline({ sparks, colours, isCompared, line }: FlowFigure, ring: number, token: number): Mark[] {
  const { top, height, width } = PARTS.sparkline;
  const [step, full] = [width / STEPS, isCompared ? height / 2 : height - 1];
  const floor = top + full;
  const bars = ([FIRST, SECOND] as const).flatMap((model) => {
    const steps = (model === FIRST ? sparks[0] : sparks[1])[ring]?.subarray(token * STEPS, (token + 1) * STEPS) ?? [];
    const fill = colourOf(colours, isCompared ? model : BOTH, isCompared);
    return [...steps].flatMap((count, at) => {
      const size = (count / MOST_HEIGHT) * full;
      const box = { x: at * step - width / 2, y: model === FIRST ? floor - size : floor, width: step, height: size };
      return count > 0 ? [element('rect', { ...box, fill })] : [];
    });
  });
  return [element('rect', { x: -width / 2, y: floor, width, height: 0.7, fill: line }), ...bars];
}

function legend({ isCompared, models, colours, ink }: FlowFigure, y: number): Mark[] {
  const texts: [string, string][] = isCompared
    ? [
        [`only ${models[0] ?? ''}`, colours.first],
        [`only ${models[1] ?? ''}`, colours.second],
        ['both models', colours.both],
      ]
    : [['a square per head: the darker, the more tokens it reads; bars: who reads the token', ink]];
  let x = MARGIN;
  return texts.map(([text, fill]) => {
    const mark = label(text, { x, y, fill, 'font-size': FONT });
    x += text.length * 6.5 + 24;
    return mark;
  });
}
