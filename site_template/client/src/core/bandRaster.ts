/** Bands as pixels: a small rasteriser, many times as fast as filling paths on a canvas without a graphics card. */

import type { Links } from './links';
import { ease, type Bands } from './network/sankey';

/** The pixels of a panel, `scale` of them per CSS pixel. */
export interface BandWindow {
  /** Of the panel, in pixels. */
  width: number;
  height: number;
  scale: number;
  /** Height in CSS pixels, counted from the first row, at which the window begins. */
  top: number;
}

/** A band is never so thin that it cannot be seen. */
const LEAST_WIDTH = 0.75;

/**
 * What every pixel lets through, 0 to 1, axes (row, column): a band covers one run of each column.
 *
 * Within a column a band both has a width and rises, so what it covers grows over the shorter of the two, stays, and
 * falls again: steep bands have neither gaps nor steps.
 *
 * @param places Of the links that are drawn.
 * @param least Opacity of a link of weight 0; that of weight 1 is 1, and those between lie between.
 */
export function rasterBands(
  links: Links,
  bands: Bands,
  places: Uint32Array,
  { width, height, scale, top }: BandWindow,
  least: number,
): Float32Array {
  const through = new Float32Array(width * height).fill(1);
  const eased = Float32Array.from({ length: 2 * width + 1 }, (_, half) => ease(half / (2 * width)));
  for (const place of places) {
    const opacity = Math.min(1, least + (1 - least) * (links.weight[place] ?? 0));
    const from = ((bands.from[place] ?? 0) - top) * scale;
    const rise = ((bands.to[place] ?? 0) - top) * scale - from;
    const start = (bands.start[place] ?? 0) * scale;
    const growth = (bands.width[place] ?? 0) * scale - start;
    let before = from;
    for (let column = 0; column < width; column++) {
      const after = from + rise * (eased[2 * column + 2] ?? 1);
      const own = Math.max(LEAST_WIDTH * scale, start + growth * (eased[2 * column + 1] ?? 1));
      cover(through, column, width, height, Math.min(before, after) - own / 2, own, Math.abs(after - before), opacity);
      before = after;
    }
  }
  return through;
}

/**
 * Let less through the pixels of a column.
 *
 * @param top Where the band begins, its rise included.
 */
function cover(
  through: Float32Array,
  column: number,
  nColumns: number,
  nRows: number,
  top: number,
  width: number,
  rise: number,
  opacity: number,
): void {
  const bottom = top + width + rise;
  if (bottom <= 0 || top >= nRows) return;
  const slope = 1 / (1 + Math.min(width, rise));
  const most = (opacity * width) / Math.max(width, rise);
  const last = Math.min(nRows, Math.ceil(bottom + 0.5)) - 1;
  for (let row = Math.max(0, Math.floor(top - 0.5)); row <= last; row++) {
    // Half a pixel belongs to the edge, so that it is as soft as a pixel where the band is level.
    const inside = Math.min(row + 0.5 - top, bottom - row - 0.5) + 0.5;
    if (inside <= 0) continue;
    const at = row * nColumns + column;
    through[at] = (through[at] ?? 1) * (1 - most * Math.min(1, inside * slope));
  }
}

/**
 * Colour the pixels.
 *
 * @param table 256 colours by opacity, as R, G, B, A bytes.
 */
export function paintThrough(through: Float32Array, table: Uint8ClampedArray): Uint8ClampedArray<ArrayBuffer> {
  const colours = new Uint32Array(table.buffer, table.byteOffset, 256);
  const pixels = new Uint32Array(through.length);
  for (let at = 0; at < through.length; at++) {
    const share = through[at] ?? 1;
    if (share < 1) pixels[at] = colours[(255.5 - 255 * share) | 0] ?? 0;
  }
  return new Uint8ClampedArray(pixels.buffer);
}
