/** Which tokens of a long sequence are shown: some of them one by one, or all of them in blocks. */

import type { PageState } from './state';

/** A sequence of at most so many tokens is shown as a whole. */
export const LONGEST = 512;
/** Of a longer one, so many tokens or blocks are shown. */
export const SHOWN = 256;

export interface Cut {
  /** Tokens of the whole sequence. */
  total: number;
  /** The first that is shown, and the one after the last. */
  start: number;
  end: number;
  /** Tokens that are shown as one; the last block may hold fewer. */
  block: number;
}

/**
 * What is shown of a sequence.
 *
 * @param part First token to show, moved to the last place that leaves `SHOWN` of them; null for all, in blocks.
 */
export function cutOf(total: number, part: PageState['part']): Cut {
  if (total <= LONGEST) return { total, start: 0, end: total, block: 1 };
  if (part === null) return { total, start: 0, end: total, block: Math.ceil(total / SHOWN) };
  const start = Math.min(part, total - SHOWN);
  return { total, start, end: start + SHOWN, block: 1 };
}

export function isWhole({ total, start, end, block }: Cut): boolean {
  return start === 0 && end === total && block === 1;
}

/** Number of tokens or blocks that are shown. */
export function lengthOf({ start, end, block }: Cut): number {
  return Math.ceil((end - start) / block);
}

/** Where a token is shown; -1 if it is not. */
export function placeOf({ start, end, block }: Cut, token: number): number {
  return token < start || token >= end ? -1 : Math.floor((token - start) / block);
}

/** The places at which tokens are shown, each once. */
export function placesOf(cut: Cut, tokens: readonly number[]): number[] {
  return [...new Set(tokens.map((token) => placeOf(cut, token)))].filter((place) => place >= 0);
}

/** The tokens that are shown at places. */
export function tokensAt(cut: Cut, places: readonly number[]): number[] {
  return places.flatMap((place) => {
    const [from, to] = boundsOf(cut, place);
    return Array.from({ length: to - from }, (_, at) => from + at);
  });
}

/** The first token at a place, and the one after its last. */
export function boundsOf({ start, end, block }: Cut, place: number): [number, number] {
  return [start + place * block, Math.min(end, start + (place + 1) * block)];
}

/** The part that a token is read in: the first one if it is there, else one with the token in its middle. */
export function partAround(token: number | undefined): number {
  return token === undefined || token < SHOWN ? 0 : token - SHOWN / 2;
}
