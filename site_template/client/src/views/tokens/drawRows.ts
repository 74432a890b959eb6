/** Tokens and the cells of their vectors on a canvas. */

import { linesBetween, type Line, type RowLayout } from '../../core/tokens/rowLayout';
import { cellShare, type Domain } from '../../core/tokens/series';
import type { Block } from '../../core/tokens/vectorList';
import type { Unit } from '../../core/units';
import { clipped } from '../canvas';
import type { TokenRow } from './tokens.svelte';

export interface RowColours {
  ink: string;
  soft: string;
  line: string;
  accent: string;
  pin: string;
  font: string;
}

export interface RowPicture {
  layout: RowLayout;
  units: readonly Unit[];
  rows: readonly TokenRow[];
  blocks: readonly Block[];
  /** Ends of the colours. */
  domain: Domain;
  pinned: readonly number[];
  /** The row of the selected head; -1 for none. */
  selected: number;
}

const FONT_SIZE = 12;
const NAME_SIZE = 10;
/** Height that a name of a row takes; of smaller rows, not all are named. */
const NAME_HEIGHT = 11;

/** Draw the lines that are in sight. */
export function drawRows(
  context: CanvasRenderingContext2D,
  picture: RowPicture,
  scrolled: number,
  height: number,
  colours: RowColours,
): void {
  context.textBaseline = 'middle';
  for (const line of linesBetween(picture.layout, scrolled, scrolled + height)) {
    const y = line.top - scrolled;
    drawTokens(context, picture, line, y, colours);
    drawCells(context, picture, line, y + picture.layout.sizes.token);
    drawNames(context, picture, line, y + picture.layout.sizes.token, colours);
  }
}

function drawTokens(
  context: CanvasRenderingContext2D,
  { layout, units, blocks, pinned }: RowPicture,
  line: Line,
  y: number,
  { ink, soft, pin, font }: RowColours,
): void {
  const { sizes, left, widths } = layout;
  if (layout.lines.find(({ block }) => block === line.block) === line) {
    context.font = `700 ${NAME_SIZE}px ${font}`;
    context.fillStyle = ink;
    context.textAlign = 'right';
    const name = clipped(context, blocks[line.block]?.name ?? '', sizes.gutter - 8);
    context.fillText(name, sizes.gutter - 6, y + sizes.token / 2);
  }
  context.textAlign = 'center';
  for (let at = line.start; at < line.end; at++) {
    const unit = units[at];
    if (!unit) continue;
    const [x, width] = [left[at] ?? 0, widths[at] ?? 0];
    context.font = `${pinned.includes(at) ? 700 : 400} ${FONT_SIZE}px ${font}`;
    context.fillStyle = pinned.includes(at) ? pin : unit.special ? soft : ink;
    context.fillText(clipped(context, unit.label, width - 2), x + width / 2, y + sizes.token / 2);
  }
}

function drawCells(context: CanvasRenderingContext2D, { layout, rows, domain }: RowPicture, line: Line, y: number) {
  const { sizes, left, widths } = layout;
  const gap = sizes.row > 4 ? 1 : 0;
  line.rows.forEach((row, at) => {
    const { colour = '', values = [] } = rows[row] ?? {};
    context.fillStyle = colour;
    for (let unit = line.start; unit < line.end; unit++) {
      const share = cellShare(domain, values[unit] ?? NaN);
      if (share === 0) continue;
      context.globalAlpha = share;
      context.fillRect(left[unit] ?? 0, y + at * sizes.row, (widths[unit] ?? 0) - 1, sizes.row - gap);
    }
  });
  context.globalAlpha = 1;
}

function drawNames(
  context: CanvasRenderingContext2D,
  { layout, rows, selected }: RowPicture,
  line: Line,
  y: number,
  { ink, soft, accent, line: border, font }: RowColours,
): void {
  const { row: height, gutter } = layout.sizes;
  const right = (layout.left[line.end - 1] ?? 0) + (layout.widths[line.end - 1] ?? 0);
  const chosen = line.rows.indexOf(selected);
  const step = Math.ceil(NAME_HEIGHT / height);
  context.textAlign = 'right';
  line.rows.forEach((row, at) => {
    const { name = '', made = null } = rows[row] ?? {};
    if (row === selected) {
      context.fillStyle = accent;
      context.fillRect(gutter - 3, y + at * height, 2, height);
    }
    // The selected row takes the place of those beside it.
    const isCovered = chosen >= 0 && at !== chosen && Math.abs(at - chosen) < step;
    if (isCovered || (at % step !== 0 && at !== chosen)) return;
    context.font = `${row === selected || made !== null ? 700 : 400} ${NAME_SIZE}px ${font}`;
    context.fillStyle = row === selected ? accent : made !== null ? ink : soft;
    context.fillText(clipped(context, name, gutter - 8), gutter - 6, y + (at + 0.5) * height);
  });
  context.strokeStyle = border;
  context.lineWidth = 1;
  const bottom = Math.round(y + line.rows.length * height) + 0.5;
  context.strokeRect(gutter - 0.5, Math.round(y) - 0.5, right - gutter, bottom - Math.round(y));
}
