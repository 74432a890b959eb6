/** Colours of signed numbers: blue above 0, orange or red below, paper at 0. Colour-blind eyes tell the two apart. */

import { toBytes, toHex, type Linear } from './oklab';
import { mostSaturated } from './ramp';

/** Lightness falls from the paper (in the dark: rises) evenly with the magnitude, chroma grows with it. */
const ENDS = {
  light: { paper: 0.975, blue: [0.42, 0.17, 258], orange: [0.56, 0.16, 48], red: [0.48, 0.19, 25] },
  dark: { paper: 0.26, blue: [0.77, 0.14, 250], orange: [0.79, 0.15, 66], red: [0.72, 0.18, 22] },
} as const;

/** Index of 0 in a table of colours; 1 to 255 hold the domain, and index 0 is transparent: there is no number. */
const ZERO = 128;
const LEVELS = 127;

/** Colour index of a number; beyond the domain it is that of the end. */
export function signedLevel(value: number, domain: number): number {
  const share = domain > 0 ? Math.max(-1, Math.min(1, value / domain)) : 0;
  return ZERO + Math.sign(share) * Math.round(Math.abs(share) * LEVELS);
}

/** 256 colours as R, G, B, A bytes. */
export function divergingTable(dark: boolean): Uint8ClampedArray {
  const table = new Uint8ClampedArray(4 * (ZERO + LEVELS + 1));
  for (let index = 1; index <= ZERO + LEVELS; index++) {
    table.set([...toBytes(divergingColour((index - ZERO) / LEVELS, dark)), 255], 4 * index);
  }
  return table;
}

/** `#rrggbb` of a share of the domain, -1 to 1. */
export function divergingHex(share: number, dark: boolean, below: 'orange' | 'red' = 'orange'): string {
  return toHex(divergingColour(Math.max(-1, Math.min(1, share)), dark, below));
}

function divergingColour(share: number, dark: boolean, below: 'orange' | 'red' = 'orange'): Linear {
  const { paper, ...ends } = ENDS[dark ? 'dark' : 'light'];
  const [lightness, chroma, hue] = ends[share < 0 ? below : 'blue'];
  const size = Math.abs(share);
  return mostSaturated(paper + (lightness - paper) * size, chroma * size, hue);
}

/** Numbers looked at for a domain at most. */
const SAMPLE = 20_000;
/** Share of the numbers that a domain holds. */
const HELD = 0.99;

/**
 * The domain of a colour scale: the magnitude that 99 in 100 numbers do not exceed, so that a few outliers do not pale
 * all others. Of many numbers a regular sample is taken.
 */
export function domainOf(...lists: readonly Float32Array[]): number {
  const count = lists.reduce((sum, list) => sum + list.length, 0);
  const step = Math.max(1, Math.floor(count / SAMPLE));
  const sizes = Float32Array.from(lists.flatMap((list) => sampled(list, step))).sort();
  return sizes[Math.ceil(HELD * sizes.length) - 1] ?? 0;
}

function sampled(list: Float32Array, step: number): number[] {
  // An even step would meet the same few neurons in every vector.
  const odd = step | 1;
  return Array.from({ length: Math.ceil(list.length / odd) }, (_, at) => Math.abs(list[at * odd] ?? 0));
}
