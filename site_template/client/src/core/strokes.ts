/** Thumbnails of a head as lines: a small rasteriser, ten times as fast as stroking a canvas. */

import { collectLinks, LEAST_SEEN, linksInWindow } from './links';
import type { UnitWeights } from './regroup';

/** Strongest links drawn in a thumbnail, per query row. */
const LINKS_PER_QUERY = 3;

/**
 * Lines from the query rows at the left edge to the key rows at the right edge, opacity = weight, as in the model
 * view of Vig 2019.
 *
 * @param head Index of the head.
 * @param size Width and height in pixels.
 * @returns Opacity of each pixel, 0 to 255, row-major.
 */
export function strokeLines(weights: UnitWeights, head: number, size: number): Uint8Array {
  const links = collectLinks(weights, [head], { queries: null, keys: null }, LEAST_SEEN);
  const { places } = linksInWindow(links, 0, Infinity, LINKS_PER_QUERY * weights.nQuery);
  const through = new Float32Array(size * size).fill(1);
  // Where rows are closer than pixels, a line covers only part of one.
  const cover = Math.min(1, size / Math.max(weights.nQuery, weights.nKey));
  for (const at of places) {
    const from = ((links.query[at] ?? 0) + 0.5) / weights.nQuery;
    const to = ((links.key[at] ?? 0) + 0.5) / weights.nKey;
    stroke(through, size, from * size, to * size, cover * Math.min(1, links.weight[at] ?? 0));
  }
  return Uint8Array.from(through, (share) => Math.round(255 * (1 - share)));
}

/** Let less through every pixel that a line from (0, `from`) to (`size`, `to`) crosses. */
function stroke(through: Float32Array, size: number, from: number, to: number, opacity: number): void {
  const slope = (to - from) / size;
  for (let x = 0; x < size; x++) {
    const [a, b] = [from + slope * x, from + slope * (x + 1)];
    const top = clampRow(Math.min(a, b), size);
    const bottom = clampRow(Math.max(a, b), size);
    for (let y = top; y <= bottom; y++) {
      const pixel = y * size + x;
      through[pixel] = (through[pixel] ?? 1) * (1 - opacity);
    }
  }
}

function clampRow(y: number, size: number): number {
  return Math.max(0, Math.min(size - 1, Math.floor(y)));
}
