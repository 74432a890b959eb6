/** Draws the rings of the Flows view on canvases. */

import { BOTH, FIRST, SECOND, type FlowUnion } from '../../core/flows/flowCompare';
import { colourOf, levelOpacity, type FlowColours } from '../../core/flows/flowColours';
import { levelOf, reachOf, type Glyph } from '../../core/flows/flowGlyphs';
import type { LinkCurve } from '../../core/flows/flowLinks';
import type { FlowMarks } from '../../core/flows/flowPaths';
import { CROWD, type LinkPixels } from '../../core/flows/flowRaster';
import { MARK, onCircle, PARTS, type PlacedRing, type RingsLayout, type Spot } from '../../core/flows/flowRings';
import type { FlowView } from '../../core/flows/flowView';
import { MOST_HEIGHT, STEPS, type Sparklines } from '../../core/flows/flowSparklines';
import { shorten } from '../../core/figure';
import { density } from '../canvas';

export interface FlowLook extends FlowColours {
  ink: string;
  soft: string;
  line: string;
  accent: string;
  paper: string;
  font: string;
}

export interface FlowScene {
  union: FlowUnion;
  layout: RingsLayout;
  glyphs: readonly Glyph[];
  sparks: readonly [Sparklines, Sparklines];
  labels: readonly (readonly string[])[];
  names: readonly string[];
  root: number;
  /** The ring whose layer is selected. */
  ring: number;
  /** What alone is drawn; null for everything. */
  marks: FlowMarks | null;
  isCompared: boolean;
  look: FlowLook;
}

/** Characters of a label that have room. */
const LABEL_LENGTH = 8;
const FONT_SIZE = 11;
/** Nothing smaller can be seen: side of a square, size of a letter, height of a sparkline, in pixels. */
const LEAST = { square: 1.4, font: 4.5, sparkline: 3 };
/**
 * Labels seen from far: size of a letter in pixels, its usual width in relation to that, the room across a ring in
 * picture units, and how many pixels of it are the least for a few letters.
 */
const FAR = { font: 8.5, letter: 0.5, reach: 62, least: 14 };
/** Of the square of a head that leads nowhere. */
const GROUND = 0.2;

/** Opacity of links that are not in focus: the more there are, the fainter. */
function linkOpacity(count: number): number {
  return Math.min(0.5, Math.max(0.14, 8 / Math.sqrt(count + 1)));
}

/** Paint links over the whole canvas, which takes the size that suits their number. */
export function drawLinks(
  canvas: HTMLCanvasElement,
  pixels: LinkPixels,
  lines: readonly LinkCurve[],
  view: FlowView,
  { width, height }: { width: number; height: number },
  look: FlowLook,
  { isCompared, isMarked }: { isCompared: boolean; isMarked: boolean },
): void {
  pixels.draw(lines, view, { width, height, scale: lines.length > CROWD ? 1 : density() });
  if (canvas.width !== pixels.width) canvas.width = pixels.width;
  if (canvas.height !== pixels.height) canvas.height = pixels.height;
  const single = isMarked ? look.single : look.soft;
  const colours = [FIRST, FIRST, SECOND, BOTH].map((bits) => (isCompared ? colourOf(look, bits, true) : single));
  const bytes = pixels.paint(colours, isMarked ? 0.85 : linkOpacity(lines.length));
  canvas.getContext('2d')?.putImageData(new ImageData(bytes, pixels.width, pixels.height), 0, 0);
}

export function drawRings(context: CanvasRenderingContext2D, scene: FlowScene, view: FlowView): void {
  const { layout } = scene;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const ring of layout.rings) drawRing(context, scene, view, ring);
  for (const ring of layout.rings) {
    if (ring.folded) drawDots(context, scene, view, ring);
    else for (const spot of ring.spots) drawMark(context, scene, view, ring.ring, spot, ring.scale);
  }
  // Above the marks, whose white grounds would cover them.
  for (const ring of layout.rings) drawName(context, scene, view, ring);
  const ofRoot = Math.max(1, FAR.font / FONT_SIZE / view.zoom);
  drawMark(context, scene, view, 0, { token: scene.root, angle: 0, x: 0, y: 0, tilt: 0 }, ofRoot);
  context.setTransform(1, 0, 0, 1, 0, 0);
}

/** Set the transform of the picture; the canvas has more pixels than the page has units. */
function place(context: CanvasRenderingContext2D, { zoom, x, y }: FlowView, at: Spot | null, scale = 1): void {
  const dense = density();
  context.setTransform(dense * zoom, 0, 0, dense * zoom, dense * x, dense * y);
  if (!at) return;
  context.translate(at.x, at.y);
  if (at.tilt !== 0) context.rotate(at.tilt);
  if (scale !== 1) context.scale(scale, scale);
}

function drawRing(context: CanvasRenderingContext2D, scene: FlowScene, view: FlowView, ring: PlacedRing): void {
  const { look } = scene;
  const isSelected = ring.ring === scene.ring;
  place(context, view, null);
  context.globalAlpha = 1;
  context.strokeStyle = isSelected ? look.accent : look.line;
  context.lineWidth = isSelected ? 1.6 : 1;
  context.beginPath();
  context.arc(0, 0, ring.radius, 0, 2 * Math.PI);
  context.stroke();
  context.strokeStyle = look.line;
  if (ring.folded) {
    context.lineWidth = 2 * ring.reach - 8;
    context.globalAlpha = 0.35;
    context.stroke();
    context.globalAlpha = 1;
  }
}

/** The name of a ring, and the tick where the two sentences meet. */
function drawName(context: CanvasRenderingContext2D, scene: FlowScene, view: FlowView, ring: PlacedRing): void {
  const { look } = scene;
  place(context, view, null);
  context.globalAlpha = 1;
  context.strokeStyle = look.ink;
  if (ring.meeting !== null) drawTick(context, ring, ring.meeting, 5);
  const size = Math.max(FONT_SIZE, FAR.font / view.zoom);
  context.font = `600 ${size}px ${look.font}`;
  const name = ring.folded ? `${scene.names[ring.ring] ?? ''}: ${ring.spots.length}` : (scene.names[ring.ring] ?? '');
  const width = context.measureText(name).width + 6;
  context.fillStyle = look.paper;
  context.fillRect(-width / 2, -ring.radius - size * 0.73, width, size * 1.46);
  context.fillStyle = ring.ring === scene.ring ? look.accent : look.soft;
  context.fillText(name, 0, -ring.radius);
}

/** Where the two sentences meet. */
function drawTick(context: CanvasRenderingContext2D, ring: PlacedRing, angle: number, width: number): void {
  const half = Math.min(16, ring.reach - 4);
  context.lineWidth = width;
  context.beginPath();
  context.moveTo(...onCircle(angle, ring.radius - half));
  context.lineTo(...onCircle(angle, ring.radius + half));
  context.stroke();
}

function isDrawn({ marks }: FlowScene, ring: number, token: number): boolean {
  return !marks || (marks.tokens[ring]?.[token] ?? 0) > 0;
}

/** A path per dot: one path of many is far slower to fill. */
function drawDots(context: CanvasRenderingContext2D, scene: FlowScene, view: FlowView, ring: PlacedRing): void {
  place(context, view, null);
  for (const { token, x, y } of ring.spots) {
    if (!isDrawn(scene, ring.ring, token)) continue;
    const bits = scene.union.members[ring.ring]?.[token] ?? FIRST;
    context.fillStyle = colourOf(scene.look, bits, scene.isCompared);
    context.beginPath();
    context.arc(x, y, DOT, 0, 2 * Math.PI);
    context.fill();
  }
}

/** Radius of a token in a folded ring, in picture units. */
const DOT = 3.5;

function drawMark(
  context: CanvasRenderingContext2D,
  scene: FlowScene,
  view: FlowView,
  ring: number,
  spot: Spot,
  scale: number,
): void {
  if (!isDrawn(scene, ring, spot.token)) return;
  const size = view.zoom * scale;
  const bits = scene.union.members[ring]?.[spot.token] ?? FIRST;
  if (ring > 0 && FONT_SIZE * size < LEAST.font && FAR.reach * view.zoom >= FAR.least) {
    drawFarLabel(context, scene, view, ring, spot, bits);
    return;
  }
  place(context, view, spot, scale);
  drawGround(context, scene, MARK);
  drawGlyph(context, scene, ring, spot.token, size);
  const colour = colourOf(scene.look, bits, scene.isCompared);
  if (FONT_SIZE * size >= LEAST.font) drawLabel(context, scene, ring, spot.token, bits, colour);
  if (ring > 0 && PARTS.sparkline.height * size >= LEAST.sparkline) drawSparkline(context, scene, ring, spot.token);
}

/**
 * Seen from far a mark is its word alone, across its ring, where letters of a size that can be read have room; glyph
 * and sparkline come back with the zoom.
 */
function drawFarLabel(
  context: CanvasRenderingContext2D,
  scene: FlowScene,
  view: FlowView,
  ring: number,
  { token, angle, x, y }: Spot,
  bits: number,
): void {
  const isRight = Math.sin(angle) >= 0;
  place(context, view, { token, angle, x, y, tilt: angle + (isRight ? -Math.PI / 2 : Math.PI / 2) });
  const size = FAR.font / view.zoom;
  drawGround(context, scene, { width: FAR.reach, height: size });
  context.font = `${size}px ${scene.look.font}`;
  context.fillStyle = scene.isCompared ? colourOf(scene.look, bits, true) : scene.look.ink;
  const most = Math.floor((FAR.reach * view.zoom) / (FAR.font * FAR.letter));
  context.fillText(shorten(scene.labels[ring]?.[token] ?? '', most), 0, 0, 0.92 * FAR.reach);
}

/** Paper behind the mark, so that links and rings do not run through its letters. */
function drawGround(context: CanvasRenderingContext2D, { look }: FlowScene, { width, height }: typeof MARK): void {
  const alpha = context.globalAlpha;
  context.globalAlpha = 0.82;
  context.fillStyle = look.paper;
  context.fillRect(-width / 2, -height / 2, width, height);
  context.globalAlpha = alpha;
}

/** In a comparison the line under a label says without colour whose it is: left half the first's, right the second's. */
function drawLabel(
  context: CanvasRenderingContext2D,
  { labels, look, isCompared }: FlowScene,
  ring: number,
  token: number,
  bits: number,
  colour: string,
): void {
  context.font = `${ring === 0 ? 600 : 400} ${FONT_SIZE}px ${look.font}`;
  context.fillStyle = isCompared ? colour : look.ink;
  context.fillText(shorten(labels[ring]?.[token] ?? '', LABEL_LENGTH), 0, PARTS.label + 4);
  if (!isCompared) return;
  const half = MARK.width / 2 - 4;
  const top = PARTS.label + 10.5;
  if ((bits & FIRST) > 0) context.fillRect(-half, top, half, 1.6);
  if ((bits & SECOND) > 0) context.fillRect(0, top, half, 1.6);
}

function drawGlyph(
  context: CanvasRenderingContext2D,
  scene: FlowScene,
  ring: number,
  token: number,
  size: number,
): void {
  const glyph = scene.glyphs[ring];
  if (!glyph || glyph.heads.length === 0 || glyph.cell * size < LEAST.square) return;
  const alpha = context.globalAlpha;
  const { cell, columns, heads } = glyph;
  const [left, side] = [-(columns * cell) / 2, cell - Math.min(1, cell / 5)];
  for (const [square, head] of heads.entries()) {
    const x = left + (square % columns) * cell;
    const y = PARTS.glyph + Math.floor(square / columns) * cell;
    const [first = 0, second = 0] = scene.union.graphs.map((graph) => reachOf(graph, head, token));
    context.globalAlpha = alpha * GROUND;
    context.fillStyle = scene.look.line;
    if (first === 0 || second === 0) context.fillRect(x, y, side, side);
    const isSplit = first > 0 && second > 0;
    fillLevel(context, scene, FIRST, first, alpha, [x, y, isSplit ? side / 2 : side, side]);
    fillLevel(context, scene, SECOND, second, alpha, isSplit ? [x + side / 2, y, side / 2, side] : [x, y, side, side]);
  }
  context.globalAlpha = alpha;
}

function fillLevel(
  context: CanvasRenderingContext2D,
  { look, isCompared }: FlowScene,
  models: number,
  count: number,
  alpha: number,
  box: [number, number, number, number],
): void {
  if (count === 0) return;
  context.globalAlpha = alpha * levelOpacity(levelOf(count));
  context.fillStyle = colourOf(look, models, isCompared);
  context.fillRect(...box);
}

/** Bars on a line with the token itself in the middle; in a comparison the second model's hang below. */
function drawSparkline(context: CanvasRenderingContext2D, scene: FlowScene, ring: number, token: number): void {
  const { top, height, width } = PARTS.sparkline;
  const { look, sparks, isCompared } = scene;
  const step = width / STEPS;
  const full = isCompared ? height / 2 : height - 1;
  const floor = top + full;
  context.fillStyle = look.line;
  context.fillRect(-width / 2, floor, width, 0.7);
  context.fillRect(-0.35, floor - 2, 0.7, 4);
  for (const [model, side] of [
    [FIRST, -1],
    [SECOND, 1],
  ] as const) {
    context.fillStyle = colourOf(look, isCompared ? model : BOTH, isCompared);
    const line = sparks[model - 1] ?? sparks[0];
    for (let at = 0; at < STEPS; at++) {
      const share = (line[ring]?.[token * STEPS + at] ?? 0) / MOST_HEIGHT;
      if (share > 0) context.fillRect(at * step - width / 2, floor, Math.max(0.9, step - 0.1), side * share * full);
    }
  }
}
