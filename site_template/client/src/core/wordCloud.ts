/** Where the words of a cloud lie: d3-cloud over boxes instead of pixels of a font, so that every machine agrees. */

import cloud from 'd3-cloud';

import { roughWidth } from './textMetrics';

export interface CloudWord {
  text: string;
  /** The font size follows its root; above 0. */
  weight: number;
}

export interface PlacedWord {
  /** Place in the list given. */
  at: number;
  /** Middle of the baseline, from the top left corner. */
  x: number;
  y: number;
  size: number;
  /** Room that its text has, which it is to be fitted to. */
  width: number;
}

export interface CloudLayout {
  /** The largest first. */
  words: readonly PlacedWord[];
  /** Words that found no place. */
  nDropped: number;
}

const [SMALLEST, LARGEST] = [13, 46];
/** All words shrink by this, again and again, until all find a place or the largest is no larger than the smallest. */
const SHRINKING = 0.88;
const PADDING = 2;
/** d3-cloud keeps a bit per pixel, in words of 32. */
const BITS = 32;

/** @param box Its width is taken in steps of 32 pixels. */
export function placeWords(words: readonly CloudWord[], box: { width: number; height: number }): CloudLayout {
  const width = Math.max(BITS, Math.floor(box.width / BITS) * BITS);
  const most = Math.max(0, ...words.map(({ weight }) => weight));
  let largest = LARGEST;
  let placed = placeOnce(words, most, largest, width, box.height);
  while (placed.length < words.length && largest * SHRINKING > SMALLEST) {
    largest *= SHRINKING;
    placed = placeOnce(words, most, largest, width, box.height);
  }
  return { words: placed, nDropped: words.length - placed.length };
}

function placeOnce(
  words: readonly CloudWord[],
  most: number,
  largest: number,
  width: number,
  height: number,
): PlacedWord[] {
  const sized = words.map(({ text, weight }, at) => ({
    at,
    text,
    pixels: Math.round(SMALLEST + (largest - SMALLEST) * Math.sqrt(most > 0 ? Math.max(0, weight) / most : 0)),
  }));
  let placed: PlacedWord[] = [];
  cloud<(typeof sized)[number]>()
    .size([width, height])
    .words(sized)
    .font('sans-serif')
    .fontSize(({ pixels }) => pixels)
    .rotate(() => 0)
    .padding(PADDING)
    // Every word starts in the middle and takes the nearest place on a spiral.
    .random(() => 0.5)
    .canvas(() => new BoxCanvas())
    .on('end', (found) => {
      placed = found.map(({ at, text, size, x, y }) => ({
        at,
        size,
        x: x + width / 2,
        y: y + height / 2,
        width: roughWidth(text, size),
      }));
    })
    .start();
  return placed;
}

/** Heights of a line above and below its baseline, as shares of the font size. */
const [ASCENT, DESCENT] = [0.8, 0.24];

/** Stands in for a canvas: every text is a filled box. Without it, places would depend on the fonts of a machine. */
class BoxCanvas {
  width = 0;
  height = 0;

  getContext(): BoxContext {
    return new BoxContext();
  }
}

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** What d3-cloud calls of a context. */
class BoxContext {
  fillStyle = '';
  strokeStyle = '';
  font = '';
  lineWidth = 0;
  private boxes: Box[] = [];
  private origin = { x: 0, y: 0 };

  save(): void {
    this.origin = { x: 0, y: 0 };
  }

  restore(): void {
    this.save();
  }

  translate(x: number, y: number): void {
    this.origin = { x, y };
  }

  clearRect(): void {
    this.boxes = [];
  }

  measureText(text: string): { width: number } {
    return { width: roughWidth(text, this.size) };
  }

  fillText(text: string, x: number): void {
    this.add(text, x, 0);
  }

  strokeText(text: string, x: number): void {
    this.add(text, x, this.lineWidth / 2);
  }

  /**
   * d3-cloud looks at the first byte of every pixel. It asks for 16 megabytes of them; those below the last box are
   * left out, and read as nothing.
   */
  getImageData(_left: number, _top: number, width: number, height: number): { data: Uint8Array } {
    const last = Math.max(1, ...this.boxes.map(({ bottom }) => bottom));
    const data = new Uint8Array(4 * width * Math.min(height, last));
    for (const { left, top, right, bottom } of this.boxes) {
      for (let y = Math.max(0, top); y < bottom; y++) {
        data.fill(255, 4 * (y * width + Math.max(0, left)), 4 * (y * width + Math.min(width, right)));
      }
    }
    return { data };
  }

  private get size(): number {
    return Number(/([\d.]+)px/.exec(this.font)?.[1] ?? 0);
  }

  private add(text: string, x: number, margin: number): void {
    const [left, baseline] = [this.origin.x + x, this.origin.y];
    this.boxes.push({
      left: Math.floor(left - margin),
      right: Math.ceil(left + roughWidth(text, this.size) + margin),
      top: Math.floor(baseline - ASCENT * this.size - margin),
      bottom: Math.ceil(baseline + DESCENT * this.size + margin),
    });
  }
}
