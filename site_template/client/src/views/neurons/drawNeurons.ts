/** The Neurons view on a canvas: lines, and what stands above the rows. */

import { HEAD, isBlock, rowTop } from '../../core/neurons/neuronLayout';
import { strongest } from '../../core/scores';
import { CELL_HEIGHT, cellsWidth, drawRows, leftOf } from './drawNeuronRows';
import type { NeuronScene } from './neuronScene';

/** Lines fainter than this cannot be seen. */
const LEAST_SEEN = 0.004;
/** Opacity from which lines are thick; a line of one pixel is drawn several times as fast as a wider one. */
const STRONG = 0.1;
const [THIN, THICK] = [1, 1.75];

export function drawNeurons(context: CanvasRenderingContext2D, scene: NeuronScene): void {
  const { pane, head } = scene.layout;
  const { width, height } = scene.sight;
  context.imageSmoothingEnabled = false;
  clipped(context, [0, head, width, height - head], () => drawLines(context, scene));
  clipped(context, [pane.left, 0, pane.width, head], () => drawHead(context, scene));
  clipped(context, [pane.left, head, pane.width, height - head], () => drawRows(context, scene));
}

/** @param box Left, top, width and height. */
function clipped(
  context: CanvasRenderingContext2D,
  box: readonly [number, number, number, number],
  draw: () => void,
): void {
  context.save();
  context.beginPath();
  context.rect(...box);
  context.clip();
  draw();
  context.restore();
}

/** From the query to every key; opacity is the attention (Vig 2019), full at the strongest of the row. */
function drawLines(context: CanvasRenderingContext2D, { layout, sight, content, colours }: NeuronScene): void {
  const { tokens, queryRow, scores } = content;
  const middle = (row: number) => rowTop(layout, row + 0.5, sight.scroll.y);
  const most = strongest(scores);
  context.strokeStyle = colours.query;
  tokens.forEach((token, row) => {
    const opacity = (scores.attention[token] ?? 0) / most;
    if (opacity < LEAST_SEEN) return;
    context.globalAlpha = opacity;
    context.lineWidth = opacity < STRONG ? THIN : THICK;
    context.beginPath();
    context.moveTo(layout.lines.left, middle(queryRow));
    context.lineTo(layout.lines.right, middle(row));
    context.stroke();
  });
  context.globalAlpha = 1;
}

function drawHead(context: CanvasRenderingContext2D, scene: NeuronScene): void {
  for (const part of scene.layout.parts) {
    if (!isBlock(part.what) || part.width < 1) continue;
    const [left, width] = [leftOf(part, scene), cellsWidth(part, scene)];
    const head = scene.content.grids[part.what]?.head;
    if (head) {
      const picture = scene.pictures.of(`${part.what} head`, head, scene.colours.cells);
      context.drawImage(picture, left, HEAD.titles + 2, width, CELL_HEIGHT + 2);
    }
    if (part.what === 'product') drawShares(context, scene, left, width);
  }
}

/** A bar per neuron, and below it a triangle where its product falls or rises with distance. */
function drawShares(
  context: CanvasRenderingContext2D,
  { content: { shares, marks }, colours }: NeuronScene,
  left: number,
  width: number,
): void {
  const cell = width / Math.max(1, shares.length);
  const floor = HEAD.titles + CELL_HEIGHT + 4;
  context.fillStyle = colours.soft;
  shares.forEach((share, slot) => {
    const height = Math.max(0.5, share * CELL_HEIGHT);
    context.fillRect(left + slot * cell, floor - height, cell >= 4 ? cell - 1 : cell, height);
  });
  context.fillStyle = colours.ink;
  marks.forEach((mark, slot) => {
    if (mark !== 0) drawTriangle(context, left + (slot + 0.5) * cell, floor + HEAD.marks / 2 + 1, mark);
  });
}

/** Its point is down for a neuron that falls with distance. */
function drawTriangle(context: CanvasRenderingContext2D, x: number, y: number, mark: -1 | 1): void {
  const [half, height] = [3.5, 3 * mark];
  context.beginPath();
  context.moveTo(x - half, y + height);
  context.lineTo(x + half, y + height);
  context.lineTo(x, y - height);
  context.fill();
}
