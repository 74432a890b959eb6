/** Where tokens and the cells of their vectors stand: lines that wrap, each with a row per vector below its tokens. */

import type { Block } from './vectorList';

/** In CSS pixels. */
export interface RowSizes {
  width: number;
  /** Room for the names of the rows. */
  gutter: number;
  /** Heights of a line's tokens, of a row of cells, and of the space below them. */
  token: number;
  row: number;
  gap: number;
}

export interface Line {
  /** Units of the line; `end` is the one after its last. */
  start: number;
  end: number;
  block: number;
  /** Places of its rows in the list of all rows. */
  rows: readonly number[];
  top: number;
  height: number;
}

export interface RowLayout {
  sizes: RowSizes;
  lines: readonly Line[];
  /** Left edge and width of each unit. */
  left: Float64Array;
  widths: Float64Array;
  /** Height of all lines. */
  height: number;
}

/** What lies at a place; null where there is none of it. */
export interface RowPlace {
  unit: number | null;
  row: number | null;
}

/**
 * Set units into lines. No line goes beyond its block, because other vectors may stand below the next one.
 *
 * @param wanted Width that each unit would like to have.
 * @param rowsOf The rows of each block.
 */
export function layRows(
  wanted: readonly number[],
  blocks: readonly Block[],
  rowsOf: readonly (readonly number[])[],
  sizes: RowSizes,
): RowLayout {
  const room = Math.max(1, sizes.width - sizes.gutter);
  const widths = Float64Array.from(wanted, (width) => Math.min(width, room));
  const left = new Float64Array(wanted.length);
  const lines: Line[] = [];
  let top = 0;
  blocks.forEach(({ start: first, end: last }, block) => {
    const rows = rowsOf[block] ?? [];
    const height = sizes.token + rows.length * sizes.row + sizes.gap;
    let x = sizes.gutter;
    for (let unit = first; unit < last; unit++) {
      const line = lines.at(-1);
      const width = widths[unit] ?? 0;
      if (line?.block === block && x + width <= sizes.width) line.end = unit + 1;
      else {
        lines.push({ start: unit, end: unit + 1, block, rows, top, height });
        [x, top] = [sizes.gutter, top + height];
      }
      left[unit] = x;
      x += width;
    }
  });
  return { sizes, lines, left, widths, height: top };
}

/** The lines that are at least partly between two heights. */
export function linesBetween({ lines }: RowLayout, top: number, bottom: number): Line[] {
  return lines.filter((line) => line.top < bottom && line.top + line.height > top);
}

export function lineOf({ lines }: RowLayout, unit: number): Line | undefined {
  return lines.find(({ start, end }) => unit >= start && unit < end);
}

/** What lies at a place, in CSS pixels from the first line; null between the lines. */
export function placeAt(layout: RowLayout, x: number, y: number): RowPlace | null {
  const { sizes, lines, left, widths } = layout;
  const line = lines.find(({ top, height }) => y >= top && y < top + height);
  if (!line) return null;
  const at = Math.floor((y - line.top - sizes.token) / sizes.row);
  const row = line.rows[at] ?? null;
  if (at >= line.rows.length) return null;
  if (x < sizes.gutter) return row === null ? null : { unit: null, row };
  for (let unit = line.start; unit < line.end; unit++) {
    if (x < (left[unit] ?? 0) + (widths[unit] ?? 0)) return { unit, row };
  }
  return null;
}

/** Box of a unit's tokens, or of its cell in a row. */
export function boxOf(layout: RowLayout, unit: number, row: number | null) {
  const { sizes, left, widths } = layout;
  const line = lineOf(layout, unit);
  const at = row === null ? -1 : (line?.rows.indexOf(row) ?? -1);
  const top = line?.top ?? 0;
  return {
    x: left[unit] ?? 0,
    y: at < 0 ? top : top + sizes.token + at * sizes.row,
    width: widths[unit] ?? 0,
    height: at < 0 ? sizes.token : sizes.row,
  };
}

/** Where a key of the keyboard leads to; undefined for keys that mean something else. */
export function placeFrom(layout: RowLayout, unit: number, row: number | null, key: string): RowPlace | undefined {
  const line = lineOf(layout, unit);
  if (!line) return undefined;
  const at = row === null ? -1 : line.rows.indexOf(row);
  const rowAt = (place: number) => line.rows[Math.min(line.rows.length - 1, place)] ?? null;
  const moves: Record<string, () => RowPlace> = {
    ArrowLeft: () => besides(layout, unit - 1, row),
    ArrowRight: () => besides(layout, unit + 1, row),
    ArrowUp: () => ({ unit, row: at <= 0 ? null : rowAt(at - 1) }),
    ArrowDown: () => ({ unit, row: rowAt(at + 1) }),
    Home: () => ({ unit: line.start, row }),
    End: () => ({ unit: line.end - 1, row }),
    PageUp: () => inLine(layout, layout.lines.indexOf(line) - 1, unit, row),
    PageDown: () => inLine(layout, layout.lines.indexOf(line) + 1, unit, row),
  };
  return moves[key]?.();
}

/** A unit, and the row if its block has it. */
function besides(layout: RowLayout, unit: number, row: number | null): RowPlace {
  const place = Math.max(0, Math.min(layout.left.length - 1, unit));
  const hasRow = row !== null && lineOf(layout, place)?.rows.includes(row);
  return { unit: place, row: hasRow ? row : null };
}

/** The unit of another line that stands nearest below or above one. */
function inLine(layout: RowLayout, at: number, unit: number, row: number | null): RowPlace {
  const line = layout.lines[at];
  if (!line) return { unit, row };
  const x = layout.left[unit] ?? 0;
  let nearest = line.start;
  for (let each = line.start; each < line.end; each++) {
    if ((layout.left[each] ?? 0) <= x) nearest = each;
  }
  return besides(layout, nearest, row);
}
