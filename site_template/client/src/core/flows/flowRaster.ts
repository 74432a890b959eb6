/** Links of the Flows view as pixels: a small rasteriser, many times as fast as stroking a canvas without a graphics card. */

import { BOTH } from './flowCompare';
import { FULL_WIDTH, lineWidth, type LinkCurve } from './flowLinks';
import type { FlowView } from './flowView';

export interface LinkSize {
  /** Of the picture in CSS pixels. */
  width: number;
  height: number;
  /** Pixels per CSS pixel. */
  scale: number;
}

/** More lines than this are all drawn thin, and their strength is told by opacity alone. */
export const CROWD = 400;
/** Cover of a thin line of one head, and what each further head adds. */
const [THIN, THICKER] = [0.55, 0.15];

/**
 * A picture of links whose memory is used again: it is drawn with every step of a slider.
 *
 * Where links cross, the one that covers more of a pixel shows: opacity does not add up, so that many faint links stay
 * faint.
 */
export class LinkPixels {
  width = 0;
  height = 0;
  /** By pixel, row-major: how much of it is covered, 0 to 255, and bits of the models of what covers it. */
  cover = new Uint8Array();
  models = new Uint8Array();
  private bytes = new Uint8ClampedArray(new ArrayBuffer(0));

  draw(lines: readonly LinkCurve[], view: FlowView, { width, height, scale }: LinkSize): void {
    this.resize(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
    const zoom = view.zoom * scale;
    const [left, top] = [view.x * scale, view.y * scale];
    const isCrowd = lines.length > CROWD;
    for (const line of lines) {
      const { points, models } = line;
      const half = (lineWidth(line) * zoom) / 2;
      const isThin = isCrowd || half <= 0.6;
      const most = Math.round(255 * (isCrowd ? THIN + (THICKER * Math.min(FULL_WIDTH, line.width) - THICKER) : 1));
      for (let at = 0; at + 3 < points.length; at += 2) {
        const [x0, y0] = [left + zoom * (points[at] ?? 0), top + zoom * (points[at + 1] ?? 0)];
        const [x1, y1] = [left + zoom * (points[at + 2] ?? 0), top + zoom * (points[at + 3] ?? 0)];
        if (isThin) this.thin(x0, y0, x1, y1, most, models);
        else this.wide(x0, y0, x1, y1, half, models);
      }
    }
  }

  /** Colour the pixels, as R, G, B, A bytes. Colours are `#rrggbb`, by the bits of the models. */
  paint(colours: readonly string[], opacity: number): Uint8ClampedArray<ArrayBuffer> {
    const { cover, models } = this;
    const tables = colours.slice(0, BOTH + 1).map(packed);
    const pixels = new Uint32Array(this.bytes.buffer);
    pixels.fill(0);
    // Most of a picture is empty: four pixels at a time.
    const fours = new Uint32Array(cover.buffer);
    for (let four = 0; four < fours.length; four++) {
      if (fours[four] === 0) continue;
      for (let at = 4 * four; at < 4 * four + 4; at++) {
        const own = cover[at] ?? 0;
        if (own > 0) pixels[at] = (tables[models[at] ?? 0] ?? 0) | (((own * opacity) | 0) << 24);
      }
    }
    return this.bytes;
  }

  private resize(width: number, height: number): void {
    if (width === this.width && height === this.height) {
      this.cover.fill(0);
      return;
    }
    [this.width, this.height] = [width, height];
    // A length that four divides, so that four pixels can be looked at together.
    this.cover = new Uint8Array(4 * Math.ceil((width * height) / 4));
    this.models = new Uint8Array(width * height);
    this.bytes = new Uint8ClampedArray(new ArrayBuffer(4 * width * height));
  }

  /** A line one pixel thick: along its longer axis it shares two pixels by how near each lies. */
  private thin(x0: number, y0: number, x1: number, y1: number, most: number, bits: number): void {
    const { cover, models, width, height } = this;
    const isSteep = Math.abs(y1 - y0) > Math.abs(x1 - x0);
    const [along, across, alongEnd, acrossEnd] = isSteep ? [y0, x0, y1, x1] : [x0, y0, x1, y1];
    if (along === alongEnd) return;
    const slope = (acrossEnd - across) / (alongEnd - along);
    const [nAlong, nAcross] = isSteep ? [height, width] : [width, height];
    const [stepAlong, stepAcross] = isSteep ? [width, 1] : [1, width];
    const first = Math.max(0, Math.floor(Math.min(along, alongEnd)));
    const last = Math.min(nAlong - 1, Math.floor(Math.max(along, alongEnd)));
    let middle = across + slope * (first + 0.5 - along) - 0.5;
    for (let place = first; place <= last; place++, middle += slope) {
      const row = Math.floor(middle);
      if (row < 0 || row + 1 >= nAcross) continue;
      const low = (most * (1 - middle + row)) | 0;
      const at = place * stepAlong + row * stepAcross;
      const next = at + stepAcross;
      if (low > (cover[at] ?? 255)) {
        cover[at] = low;
        models[at] = bits;
      }
      if (most - low > (cover[next] ?? 255)) {
        cover[next] = most - low;
        models[next] = bits;
      }
    }
  }

  /** A thicker line: across its longer axis it covers all pixels within `half` of it, those at its rim in part. */
  private wide(x0: number, y0: number, x1: number, y1: number, half: number, bits: number): void {
    const { cover, models, width, height } = this;
    const isSteep = Math.abs(y1 - y0) > Math.abs(x1 - x0);
    const [along, across, alongEnd, acrossEnd] = isSteep ? [y0, x0, y1, x1] : [x0, y0, x1, y1];
    if (along === alongEnd) return;
    const slope = (acrossEnd - across) / (alongEnd - along);
    // Across the axis a slanting line is wider than it is thick.
    const reach = half * Math.hypot(1, slope);
    const [nAlong, nAcross] = isSteep ? [height, width] : [width, height];
    const [stepAlong, stepAcross] = isSteep ? [width, 1] : [1, width];
    const first = Math.max(0, Math.floor(Math.min(along, alongEnd)));
    const last = Math.min(nAlong - 1, Math.floor(Math.max(along, alongEnd)));
    for (let place = first; place <= last; place++) {
      const middle = across + slope * (place + 0.5 - along);
      const [low, high] = [middle - reach, middle + reach];
      const end = Math.min(nAcross - 1, Math.floor(high));
      for (let row = Math.max(0, Math.floor(low)); row <= end; row++) {
        const own = (255 * (Math.min(row + 1, high) - Math.max(row, low))) | 0;
        const at = place * stepAlong + row * stepAcross;
        if (own <= (cover[at] ?? 255)) continue;
        cover[at] = own;
        models[at] = bits;
      }
    }
  }
}

/** R, G and B in the low bytes, as every machine that runs a browser orders them. */
function packed(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) || 0);
  return red | (green << 8) | (blue << 16);
}
