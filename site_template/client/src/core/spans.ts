/** A text cut where tokens begin and end, so that the tokens of a view can be marked in it. */

import type { TokenSequence } from './payload';
import type { Stretch } from './search';

export interface Span {
  text: string;
  /** Pinned as query, as key, or as both; null for plain text. */
  mark: 'query' | 'key' | 'both' | null;
  /** False for the part that the model did not read. */
  read: boolean;
  /** Whether it is what was searched for. */
  found: boolean;
}

/**
 * Cut the text of one segment.
 *
 * Token positions count code points, JavaScript's strings count UTF-16 units; so the text is cut as code points.
 *
 * @param found What was searched for, in code points.
 */
export function spansOf(
  text: string,
  sequence: TokenSequence,
  segment: number,
  queries: readonly number[],
  keys: readonly number[],
  found: readonly Stretch[] = [],
): Span[] {
  const points = Array.from(text);
  const end = sequence.n_truncated > 0 ? lastRead(sequence, segment) : points.length;
  const query = positions(sequence, segment, queries);
  const key = positions(sequence, segment, keys);
  const ends = found.flatMap((stretch) => [stretch.start, stretch.end]);
  const cuts = [...new Set([0, end, points.length, ...query.cuts, ...key.cuts, ...ends])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, i) => ({
    text: points.slice(start, cuts[i + 1]).join(''),
    mark: markOf(query.covers(start), key.covers(start)),
    read: start < end,
    found: found.some((stretch) => stretch.start <= start && start < stretch.end),
  }));
}

function lastRead(sequence: TokenSequence, segment: number): number {
  return Math.max(0, ...sequence.ends.filter((_, token) => sequence.segments[token] === segment));
}

function positions(sequence: TokenSequence, segment: number, tokens: readonly number[]) {
  const ranges = tokens
    .filter((token) => sequence.segments[token] === segment)
    .map((token) => [sequence.starts[token] ?? -1, sequence.ends[token] ?? -1] as const)
    .filter(([start]) => start >= 0);
  return {
    cuts: ranges.flat(),
    covers: (point: number) => ranges.some(([start, end]) => start <= point && point < end),
  };
}

function markOf(isQuery: boolean, isKey: boolean): Span['mark'] {
  if (isQuery && isKey) return 'both';
  if (isQuery) return 'query';
  return isKey ? 'key' : null;
}
