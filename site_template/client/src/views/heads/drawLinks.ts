/** Links and cells on a canvas, in the colours of their heads. */

import { portY, type Bipartite } from '../../core/bipartite';
import type { Link, Links } from '../../core/links';

/** Links of at least this weight are drawn thicker; each query has ten at most. */
const STRONG = 0.1;
/** A line of one pixel is drawn several times as fast as a wider one where no graphics card helps. */
const [THIN, THICK] = [1, 1.75];

/**
 * Draw links, the weakest first, so that the strong ones lie on top. Opacity is the weight.
 *
 * @param most Weight of full opacity: the strongest link that there is, lest an even head be invisible.
 */
export function drawLinks(
  context: CanvasRenderingContext2D,
  layout: Bipartite,
  links: Links,
  places: Uint32Array,
  colours: readonly string[],
  most: number,
): void {
  let drawn = '';
  for (let i = places.length - 1; i >= 0; i--) {
    const at = places[i] ?? 0;
    const head = links.head[at] ?? 0;
    const weight = links.weight[at] ?? 0;
    const colour = colours[head] ?? '';
    if (colour !== drawn) context.strokeStyle = drawn = colour;
    context.globalAlpha = Math.min(1, weight / most);
    context.lineWidth = weight < STRONG ? THIN : THICK;
    context.beginPath();
    context.moveTo(layout.left, portY(layout, links.query[at] ?? 0, head));
    context.lineTo(layout.right, portY(layout, links.key[at] ?? 0, head));
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** Draw one link so that it stands out, whatever its weight. */
export function drawPointed(
  context: CanvasRenderingContext2D,
  layout: Bipartite,
  link: Link,
  colour: string,
  paper: string,
): void {
  const ends = [portY(layout, link.query, link.head), portY(layout, link.key, link.head)] as const;
  for (const [width, style] of [
    [6, paper],
    [3, colour],
  ] as const) {
    context.lineWidth = width;
    context.strokeStyle = style;
    context.beginPath();
    context.moveTo(layout.left, ends[0]);
    context.lineTo(layout.right, ends[1]);
    context.stroke();
  }
}

/** A column of cells beside the tokens, one per head in each row. */
export interface Strip {
  /** Left edge and width. */
  left: number;
  width: number;
  /** Weights, axes (head, row), over the heads that are switched on. */
  weights: Float32Array;
  nRows: number;
  /** What a full cell stands for. */
  most: number;
}

/** Draw the cells of the rows in sight. Opacity is the root of the weight: a cell stands alone, lines add up. */
export function drawStrip(
  context: CanvasRenderingContext2D,
  strip: Strip,
  rows: { start: number; end: number; height: number; scrolled: number },
  colours: readonly string[],
  line: string,
): void {
  const width = strip.width / Math.max(1, colours.length);
  const height = rows.height - 3;
  for (let row = rows.start; row < Math.min(rows.end, strip.nRows); row++) {
    const y = row * rows.height - rows.scrolled + 1.5;
    colours.forEach((colour, slot) => {
      context.globalAlpha = Math.min(1, Math.sqrt((strip.weights[slot * strip.nRows + row] ?? 0) / strip.most));
      context.fillStyle = colour;
      context.fillRect(strip.left + slot * width, y, width, height);
    });
    context.globalAlpha = 1;
    context.strokeStyle = line;
    context.lineWidth = 1;
    context.strokeRect(strip.left + 0.5, y + 0.5, strip.width - 1, height - 1);
  }
}
