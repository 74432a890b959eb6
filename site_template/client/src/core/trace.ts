/** The links that lead to a word and away from it, through every layer. */

import type { Links } from './links';
import type { Network } from './network/network';

/** Directions as bits: towards the words that a word looks at, and towards those that look at it. */
export const LOOKS = 1;
export const SEEN = 2;

/** A word of a column. */
export interface Word {
  column: number;
  unit: number;
}

export interface Trace {
  /** By panel, the direction bits of each link; 0 if it is on no path. */
  links: readonly Uint8Array[];
  /** By column, the direction bits of each unit. */
  words: readonly Uint8Array[];
}

/**
 * Follow links from words: leftwards to what they look at, what that looks at, and so on, and rightwards to what
 * looks at them.
 *
 * Cross-attention passes nothing on from layer to layer, so there a word is followed in every layer by itself.
 *
 * @param links By panel; null for a layer whose links are not known yet.
 * @param counts Units of the query side and of the key side.
 */
export function traceOf(
  network: Network,
  links: readonly (Links | null)[],
  counts: { query: number; key: number },
  words: readonly Word[],
): Trace {
  const trace: Trace = {
    links: links.map((each) => new Uint8Array(each?.length ?? 0)),
    words: network.columns.map(({ side }) => new Uint8Array(counts[side])),
  };
  for (const word of network.isChained ? words : words.flatMap((each) => everywhere(network, each))) {
    mark(trace.words[word.column], word.unit, LOOKS | SEEN);
  }
  for (const { at, panel } of network.panels.map((panel, at) => ({ at, panel })).reverse()) {
    follow(links[at], trace.links[at], LOOKS, trace.words[panel.queries], trace.words[panel.keys], network.isChained);
  }
  network.panels.forEach((panel, at) => {
    follow(links[at], trace.links[at], SEEN, trace.words[panel.keys], trace.words[panel.queries], network.isChained);
  });
  return trace;
}

/** The same word in every column of its side. */
function everywhere({ columns }: Network, { column, unit }: Word): Word[] {
  const side = columns[column]?.side;
  return columns.flatMap((each, at) => (each.side === side ? [{ column: at, unit }] : []));
}

function mark(bits: Uint8Array | undefined, at: number, direction: number): void {
  if (bits && at < bits.length) bits[at] = (bits[at] ?? 0) | direction;
}

/** Mark the links of a layer that start at marked words, and the words where they end. */
function follow(
  links: Links | null | undefined,
  marks: Uint8Array | undefined,
  direction: typeof LOOKS | typeof SEEN,
  starts: Uint8Array | undefined,
  ends: Uint8Array | undefined,
  isPassedOn: boolean,
): void {
  if (!links || !starts) return;
  const [from, to] = direction === LOOKS ? [links.query, links.key] : [links.key, links.query];
  // Only the words that a trace starts from have both bits.
  const needed = isPassedOn ? direction : LOOKS | SEEN;
  for (let at = 0; at < links.length; at++) {
    if (((starts[from[at] ?? 0] ?? 0) & needed) !== needed) continue;
    mark(marks, at, direction);
    mark(ends, to[at] ?? 0, direction);
  }
}
