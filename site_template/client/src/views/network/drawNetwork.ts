/** The Network view on a canvas: bands between columns of words, and a bar per head in every word's box. */

import { paintThrough, rasterBands } from '../../core/bandRaster';
import type { Links } from '../../core/links';
import { inSight, isLinked, type Column, type Network, type Panel } from '../../core/network/network';
import type { Bands } from '../../core/network/sankey';
import { opacityTable } from '../../core/ramp';
import { LOOKS, SEEN, type Trace } from '../../core/trace';
import type { Side, Unit } from '../../core/units';
import { barPlaces, BOX_GAP, BOX_PADDING, TEXT_HEIGHT } from '../../core/network/wordBox';
import { density } from '../canvas';

/** The words; heights are counted from the first row. */
export interface Words {
  network: Network;
  units: Record<Side, readonly Unit[]>;
  /** Labels cut to the width of a column. */
  labels: Record<Side, readonly string[]>;
  rowHeight: number;
  /** Height that bars may take in a box; 0 for none. */
  barHeight: number;
  /** What a bar of full height stands for. */
  barScale: number;
  /** By panel, the attention received: axes (head, key); null while it is not known. */
  received: readonly (Float32Array | null)[];
  /** By panel, the colour of each head by its index; grey for those switched off. */
  colours: readonly (readonly string[])[];
}

/** Everything that is drawn. */
export interface Scene extends Words {
  /** Whether links are drawn at half the sharpness, because they move. */
  isRough: boolean;
  /** By panel. */
  layers: readonly SceneLayer[];
}

export interface SceneLayer {
  links: Links | null;
  bands: Bands | null;
  /** Places of the links that are drawn, strongest first. */
  places: Uint32Array;
}

/** The part in sight. */
export interface Sight {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface NetworkColours {
  ink: string;
  soft: string;
  line: string;
  box: string;
  paper: string;
  /** Of links and boxes towards what a word looks at, and towards what looks at it. */
  looks: string;
  looksSoft: string;
  seen: string;
  seenSoft: string;
  font: string;
}

const BOX_RADIUS = 4;
const FONT_SIZE = 12;

/** Draw the bands of the part in sight. Width and opacity are the weight. */
export function drawLinks(
  context: CanvasRenderingContext2D,
  scene: Scene,
  sight: Sight,
  colours: NetworkColours,
): void {
  const scale = sharpness(scene);
  enter(context, sight, colours.font);
  for (const { panel, layer } of linkedPanels(scene, sight)) {
    drawBands(context, panel, layer, layer.places, sight, { colour: colours.ink, least: 0, scale });
  }
  context.restore();
}

/** Pixels of links per CSS pixel. */
function sharpness({ isRough }: Scene): number {
  return isRough ? density() / 2 : density();
}

/** Draw the boxes of the words in sight. */
export function drawWords(
  context: CanvasRenderingContext2D,
  scene: Words,
  sight: Sight,
  colours: NetworkColours,
): void {
  enter(context, sight, colours.font);
  eachBox(scene, sight, (column, unit, at) => {
    drawBox(context, scene, column, unit, at, { fill: colours.box, line: colours.line, ink: colours.ink }, colours);
  });
  context.restore();
}

/** Draw the traced links and words again, in the colours of their directions. */
export function drawTrace(
  context: CanvasRenderingContext2D,
  scene: Scene,
  trace: Trace,
  sight: Sight,
  colours: NetworkColours,
): void {
  enter(context, sight, colours.font);
  for (const { panel, layer, at } of linkedPanels(scene, sight)) {
    for (const [direction, colour] of [
      [SEEN, colours.seen],
      [LOOKS, colours.looks],
    ] as const) {
      const places = tracedPlaces(layer, trace.links[at], direction);
      drawBands(context, panel, layer, places, sight, { colour, least: LEAST_TRACED, scale: sharpness(scene) });
    }
  }
  eachBox(scene, sight, (column, unit, at) => {
    const bits = trace.words[scene.network.columns.indexOf(column)]?.[at] ?? 0;
    if (bits > 0) drawBox(context, scene, column, unit, at, boxColours(bits, colours), colours);
  });
  context.restore();
}

/** Draw one link so that it stands out, whatever its weight. */
export function drawPointedBand(
  context: CanvasRenderingContext2D,
  scene: Scene,
  at: number,
  place: number,
  sight: Sight,
  colours: NetworkColours,
): void {
  const [panel, bands] = [scene.network.panels[at], scene.layers[at]?.bands];
  if (!panel || !bands) return;
  enter(context, sight, colours.font);
  for (const [colour, more] of [
    [colours.paper, 2.5],
    [colours.looks, 0.75],
  ] as const) {
    context.fillStyle = colour;
    fillBand(context, panel, bands, place, more);
  }
  context.restore();
}

/** Traced links are more opaque than their weights, because there are few and they must be found. */
const LEAST_TRACED = 0.3;

function enter(context: CanvasRenderingContext2D, sight: Sight, font: string): void {
  context.save();
  context.translate(-sight.x, -sight.y);
  context.font = `${FONT_SIZE}px ${font}`;
}

function linkedPanels({ network, layers }: Scene, sight: Sight): { panel: Panel; layer: SceneLayer; at: number }[] {
  const seen = new Set(inSight(network.panels, sight.x, sight.x + sight.width).filter(isLinked));
  return network.panels.flatMap((panel, at) => {
    const layer = layers[at];
    return layer && seen.has(panel) ? [{ panel, layer, at }] : [];
  });
}

function tracedPlaces({ places }: SceneLayer, bits: Uint8Array | undefined, direction: number): Uint32Array {
  return places.filter((place) => ((bits?.[place] ?? 0) & direction) > 0);
}

function drawBands(
  context: CanvasRenderingContext2D,
  { x, width: across }: Panel,
  { links, bands }: SceneLayer,
  places: Uint32Array,
  sight: Sight,
  { colour, least, scale }: { colour: string; least: number; scale: number },
): void {
  const [width, height] = [Math.round(across * scale), Math.ceil(sight.height * scale)];
  if (!links || !bands || places.length === 0 || width === 0 || height === 0) return;
  const through = rasterBands(links, bands, places, { width, height, scale, top: sight.y }, least);
  const picture = new OffscreenCanvas(width, height);
  const pixels = new ImageData(paintThrough(through, opacityTable(colour)), width, height);
  picture.getContext('2d')?.putImageData(pixels, 0, 0);
  context.drawImage(picture, x, sight.y, across, height / scale);
}

/**
 * Two Bézier curves whose inner points lie at a third and two thirds of the way, as `bandY` has it.
 *
 * @param more Distance by which the band is widened on either side.
 */
function fillBand(
  context: CanvasRenderingContext2D,
  { x, width: across }: Panel,
  { from, to, start, width }: Bands,
  place: number,
  more: number,
): void {
  const [left, right, a, b] = [x, x + across, x + across / 3, x + (2 * across) / 3];
  const [key, query] = [from[place] ?? 0, to[place] ?? 0];
  const [halfKey, halfQuery] = [(start[place] ?? 0) / 2 + more, (width[place] ?? 0) / 2 + more];
  context.beginPath();
  context.moveTo(left, key - halfKey);
  context.bezierCurveTo(a, key - halfKey, b, query - halfQuery, right, query - halfQuery);
  context.lineTo(right, query + halfQuery);
  context.bezierCurveTo(b, query + halfQuery, a, key + halfKey, left, key + halfKey);
  context.fill();
}

type EachBox = (column: Column, unit: Unit, at: number) => void;

function eachBox({ network, units, rowHeight }: Words, sight: Sight, visit: EachBox): void {
  const first = Math.max(0, Math.floor(sight.y / rowHeight));
  const last = Math.ceil((sight.y + sight.height) / rowHeight);
  for (const column of inSight(network.columns, sight.x, sight.x + sight.width)) {
    units[column.side].slice(first, last).forEach((unit, at) => {
      visit(column, unit, first + at);
    });
  }
}

interface BoxColours {
  fill: string;
  line: string;
  ink: string;
}

function boxColours(bits: number, colours: NetworkColours): BoxColours {
  if (bits === (LOOKS | SEEN)) return { fill: colours.ink, line: colours.ink, ink: colours.paper };
  return bits === LOOKS
    ? { fill: colours.looksSoft, line: colours.looks, ink: colours.ink }
    : { fill: colours.seenSoft, line: colours.seen, ink: colours.ink };
}

function drawBox(
  context: CanvasRenderingContext2D,
  scene: Words,
  column: Column,
  unit: Unit,
  at: number,
  box: BoxColours,
  { soft, paper }: NetworkColours,
): void {
  const [x, y] = [column.x, at * scene.rowHeight + BOX_GAP / 2];
  const height = scene.rowHeight - BOX_GAP;
  context.fillStyle = box.fill;
  context.strokeStyle = box.line;
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(x + 0.5, y + 0.5, column.width - 1, height - 1, BOX_RADIUS);
  context.fill();
  context.stroke();
  if (column.isNarrow) return;
  context.fillStyle = unit.special && box.ink !== paper ? soft : box.ink;
  const middle = y + (scene.barHeight > 0 ? TEXT_HEIGHT : height) / 2;
  context.textBaseline = 'middle';
  context.fillText(scene.labels[column.side][at] ?? '', x + BOX_PADDING, middle + 0.5);
  if (scene.barHeight > 0) drawBars(context, scene, column, at, y + height - 2, soft);
}

/** Bars of the heads of the next layer, cut at the top of the scale, where a notch says so. */
function drawBars(
  context: CanvasRenderingContext2D,
  { received, colours, units, barHeight, barScale }: Words,
  column: Column,
  at: number,
  bottom: number,
  soft: string,
): void {
  const [own, heads] = [received[column.after ?? -1], colours[column.after ?? -1]];
  if (!own || !heads) return;
  const nKey = units.key.length;
  const { left, step } = barPlaces(column, heads.length);
  const width = Math.max(1, step - 1);
  heads.forEach((colour, head) => {
    const share = (own[head * nKey + at] ?? 0) / barScale;
    const height = Math.min(1, share) * barHeight;
    context.fillStyle = colour;
    context.fillRect(left + head * step, bottom - height, width, height);
    if (share <= 1) return;
    context.fillStyle = soft;
    context.fillRect(left + head * step, bottom - barHeight - 1.5, width, 1);
  });
}

/** The label, cut to a width. */
export function fitted(context: CanvasRenderingContext2D, label: string, room: number): string {
  if (context.measureText(label).width <= room) return label;
  const points = Array.from(label);
  while (points.length > 1 && context.measureText(`${points.join('')}…`).width > room) points.pop();
  return `${points.join('')}…`;
}

/** Labels cut to the width of the columns, in the page's font. */
export function fittedLabels(units: readonly Unit[], columnWidth: number): string[] {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return units.map(({ label }) => label);
  context.font = `${FONT_SIZE}px ${getComputedStyle(document.body).fontFamily}`;
  return units.map(({ label }) => fitted(context, label, columnWidth - 2 * BOX_PADDING));
}
