/** Where the links between two columns of rows lie, and which link is under the pointer. */

import { linkAt, type Link, type Links } from './links';

/** Two columns of rows joined by straight lines; all lengths in CSS pixels. */
export interface Bipartite {
  /** Where lines start, and where they end. */
  left: number;
  right: number;
  rowHeight: number;
  /** Distance by which the rows are scrolled out at the top. */
  scrolled: number;
  /** Heads that are drawn; each has its own port in a row, so that their lines do not cover each other. */
  nHeads: number;
  /** Port of each head, by its index; -1 if it is not drawn. */
  ports: Int16Array;
}

/** Share of a row's height over which the ports are spread. */
const PORT_SPREAD = 0.55;

/** Ports in the order of the heads that are switched on (indices). */
export function portsOf(nAll: number, heads: readonly number[]): Int16Array {
  const ports = new Int16Array(nAll).fill(-1);
  heads.forEach((head, port) => (ports[head] = port));
  return ports;
}

/** Height at which the lines of a head meet a row. */
export function portY({ rowHeight, scrolled, nHeads, ports }: Bipartite, row: number, head: number): number {
  const offset = nHeads > 1 ? ((ports[head] ?? 0) / (nHeads - 1) - 0.5) * PORT_SPREAD : 0;
  return (row + 0.5 + offset) * rowHeight - scrolled;
}

/** Distance within which a pointer hits a line. */
const REACH = 5;

/** The link under the pointer, of those at `places`; of several the nearest, then the strongest. */
export function linkUnder(
  layout: Bipartite,
  links: Links,
  places: Iterable<number>,
  x: number,
  y: number,
): Link | null {
  const along = (x - layout.left) / (layout.right - layout.left);
  if (along < 0 || along > 1) return null;
  let nearest = REACH;
  let found = -1;
  for (const at of places) {
    const distance = distanceTo(layout, links, at, along, y);
    // A later link is weaker: it must be nearer by more than a pointer can tell.
    if (distance < nearest - (found < 0 ? 0 : 0.5)) {
      nearest = distance;
      found = at;
    }
  }
  return found < 0 ? null : linkAt(links, found);
}

function distanceTo(layout: Bipartite, links: Links, at: number, along: number, y: number): number {
  const head = links.head[at] ?? 0;
  const from = portY(layout, links.query[at] ?? 0, head);
  const rise = portY(layout, links.key[at] ?? 0, head) - from;
  const width = layout.right - layout.left;
  return (Math.abs(y - from - rise * along) * width) / Math.hypot(width, rise);
}

/** Widths of the parts of the Heads view, in CSS pixels. */
export interface Columns {
  /** A column of tokens, on either side. */
  token: number;
  /** The cells of the heads beside it. */
  strip: number;
  /** The links. */
  lines: number;
}

/**
 * Share a width out. Tokens take what their labels need, but leave the links two fifths of the width, or a fifth where
 * the page is narrow.
 *
 * @param label Width of the longest label with its number.
 */
export function columnsOf(width: number, nHeads: number, label: number): Columns {
  const strip = Math.round(Math.min(width * 0.09, Math.max(14, 6 * nHeads), 84));
  const most = 0.5 * width * (width < 480 ? 0.8 : 0.6) - strip;
  const token = Math.round(Math.max(60, Math.min(label, most)));
  return { token, strip, lines: width - 2 * (token + strip) };
}
