/** The rows of the Neurons view on a canvas: cells and numbers of those in sight. */

import { formatSigned, formatWeight } from '../../core/format';
import { isBlock, rowTop, type Part } from '../../core/neurons/neuronLayout';
import { barDomain, barOf, type Step } from '../../core/scores';
import type { NeuronScene } from './neuronScene';

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
    const grid = isBlock(part.what) ? scene.content.grids[part.what] : null;
    if (grid && part.count > 0) {
      drawBlock(context, scene, part, scene.pictures.of(`${part.what} rows`, grid.rows, scene.colours.cells));
    } else if (!isBlock(part.what)) drawStep(context, scene, part, part.what);
  }
}

/** Rows that look alike are drawn together, as high as they lie apart, and the space between them is cleared again. */
function drawBlock(
  context: CanvasRenderingContext2D,
  scene: NeuronScene,
  part: Part,
  picture: HTMLCanvasElement,
): void {
  const { rowHeight } = scene.layout;
  const [left, width] = [leftOf(part, scene), cellsWidth(part, scene)];
  for (const { row, count, top, isVisible } of runsOf(scene)) {
    context.globalAlpha = isVisible ? 1 : MASKED;
    const line = row - scene.content.firstRow;
    context.drawImage(picture, 0, line, picture.width, count, left, top, width, count * rowHeight);
  }
  context.globalAlpha = 1;
  eachRow(scene, ({ middle }) => {
    context.clearRect(left, middle + CELL_HEIGHT / 2, width, rowHeight - CELL_HEIGHT);
  });
  const first = rowTop(scene.layout, scene.content.firstRow, scene.sight.scroll.y);
  context.clearRect(left, first, width, (rowHeight - CELL_HEIGHT) / 2);
}

/** Neighbouring rows of which all are visible to the query, or none is. */
interface Run {
  row: number;
  count: number;
  /** Upper edge on the canvas. */
  top: number;
  isVisible: boolean;
}

function runsOf(scene: NeuronScene): Run[] {
  const runs: Run[] = [];
  eachRow(scene, ({ row, middle, isVisible }) => {
    const last = runs.at(-1);
    if (last?.isVisible === isVisible) last.count++;
    else runs.push({ row, count: 1, top: middle - scene.layout.rowHeight / 2, isVisible });
  });
  return runs;
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
