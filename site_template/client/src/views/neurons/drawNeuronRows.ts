/** The rows of the Neurons view on a canvas: cells and numbers of those in sight. */

import { formatSigned, formatWeight } from '../../core/format';
import { isBlock, rowTop, type Part } from '../../core/neurons/neuronLayout';
import { barDomain, barOf, type Step } from '../../core/scores';
import type { BlockPicture, NeuronScene } from './neuronScene';

export const CELL_HEIGHT = 16;
/** Height of a bar, width of the number beside it, and the space after both. */
const [BAR_HEIGHT, NUMBER_WIDTH, GAP] = [10, 52, 8];
/** How much of the vectors of a masked key is left to be seen. */
const MASKED = 0.3;

/** Left edge of a part on the canvas. */
export function leftOf(part: Part, { layout, sight }: NeuronScene): number {
  return layout.pane.left + part.left - sight.scroll.x;
}

/** A block that is being folded is narrower than its cells would be. */
export function cellsWidth({ width, count }: Part, { layout }: NeuronScene): number {
  return Math.min(width, count * layout.cell);
}

export function drawRows(context: CanvasRenderingContext2D, scene: NeuronScene): void {
  context.font = `11px ${scene.colours.font}`;
  context.textBaseline = 'middle';
  for (const part of scene.layout.parts) {
    const picture = isBlock(part.what) ? scene.content.pictures[part.what] : null;
    if (picture && part.count > 0) drawBlock(context, scene, part, picture);
    else if (!isBlock(part.what)) drawStep(context, scene, part, part.what);
  }
}

function drawBlock(context: CanvasRenderingContext2D, scene: NeuronScene, part: Part, { rows }: BlockPicture): void {
  const [left, width] = [leftOf(part, scene), cellsWidth(part, scene)];
  eachRow(scene, ({ row, middle, isVisible }) => {
    context.globalAlpha = isVisible ? 1 : MASKED;
    const line = row - scene.content.firstRow;
    context.drawImage(rows, 0, line, rows.width, 1, left, middle - CELL_HEIGHT / 2, width, CELL_HEIGHT);
  });
  context.globalAlpha = 1;
}

interface DrawnRow {
  row: number;
  token: number;
  /** Height of its middle on the canvas. */
  middle: number;
  isVisible: boolean;
}

function eachRow({ layout, sight, content }: NeuronScene, draw: (row: DrawnRow) => void): void {
  const { start, end } = sight.slice;
  content.tokens.slice(start, end).forEach((token, offset) => {
    const row = start + offset;
    const middle = rowTop(layout, row + 0.5, sight.scroll.y);
    draw({ row, token, middle, isVisible: content.scores.visible[token] ?? false });
  });
}

/** A bar and a number per row. */
function drawStep(context: CanvasRenderingContext2D, scene: NeuronScene, part: Part, step: Step): void {
  const { scores } = scene.content;
  const values = scores[step];
  const [left, room] = [leftOf(part, scene), part.width - NUMBER_WIDTH];
  if (!values || room < 1) return;
  const { colours } = scene;
  const isSigned = step !== 'attention';
  const domain = barDomain(scores, step);
  eachRow(scene, ({ token, middle, isVisible }) => {
    const value = values[token] ?? 0;
    if (isVisible) {
      context.fillStyle = !isSigned ? colours.query : value < 0 ? colours.negative : colours.positive;
      const { start, length, zero } = barOf(domain, value);
      context.fillRect(left + start * room, middle - BAR_HEIGHT / 2, length * room, BAR_HEIGHT);
      context.fillStyle = colours.line;
      context.fillRect(left + zero * room, middle - CELL_HEIGHT / 2, 1, CELL_HEIGHT);
      context.fillStyle = colours.ink;
      context.textAlign = 'right';
      context.fillText(isSigned ? formatSigned(value) : formatWeight(value), left + part.width - GAP, middle);
    } else if (!isSigned) {
      context.fillStyle = colours.soft;
      context.textAlign = 'left';
      context.fillText('masked', left, middle);
    }
  });
}
