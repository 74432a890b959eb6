/** Colours of weights in heat maps: one table per theme, indexed by `level` of pool.ts. */

import { fromOklch, inGamut, oklabToLinear, toBytes, toHex, type Linear } from './oklab';

/**
 * From the paper towards ink, lightness changing evenly, hue from yellow to blue: order can be read from lightness
 * alone, so colour-blind eyes and grey prints lose nothing.
 */
const ENDS = {
  light: { from: { lightness: 0.965, hue: 105 }, to: { lightness: 0.27, hue: 275 } },
  dark: { from: { lightness: 0.24, hue: 275 }, to: { lightness: 0.97, hue: 105 } },
};

/** Chroma is largest in the middle, where screens can show the most. */
const LEAST_CHROMA = 0.035;
const MOST_CHROMA = 0.135;
const LEVELS = 255;

/** Tables by whether the theme is dark: making one takes longer than colouring a small heat map. */
const known = new Map<boolean, Uint8ClampedArray>();

/** 256 colours as R, G, B, A bytes. Index 0 is transparent: nothing there, or hidden by a filter. */
export function heatTable(dark: boolean): Uint8ClampedArray {
  const table = known.get(dark) ?? madeTable(dark);
  known.set(dark, table);
  return table;
}

function madeTable(dark: boolean): Uint8ClampedArray {
  const table = new Uint8ClampedArray(4 * (LEVELS + 1));
  for (let index = 1; index <= LEVELS; index++) table.set([...toBytes(heatColour(index, dark)), 255], 4 * index);
  return table;
}

/** `#rrggbb` of a colour index from 1. */
export function heatHex(index: number, dark: boolean): string {
  return toHex(heatColour(index, dark));
}

function heatColour(index: number, dark: boolean): Linear {
  const { from, to } = ENDS[dark ? 'dark' : 'light'];
  const share = index / LEVELS;
  const lightness = from.lightness + (to.lightness - from.lightness) * share;
  const hue = from.hue + (to.hue - from.hue) * share;
  const chroma = LEAST_CHROMA + (MOST_CHROMA - LEAST_CHROMA) * Math.sin(Math.PI * share);
  return mostSaturated(lightness, chroma, hue);
}

/** The colour, greyed as far as a screen needs to show it. */
export function mostSaturated(lightness: number, chroma: number, hue: number): Linear {
  for (let left = chroma; left > 0; left -= 0.005) {
    const colour = oklabToLinear(fromOklch(lightness, left, hue));
    if (inGamut(colour)) return colour;
  }
  return oklabToLinear(fromOklch(lightness, 0, hue));
}

/** One colour, `#rrggbb`, as opaque as the index. */
export function opacityTable(hex: string): Uint8ClampedArray {
  const channels = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  const table = new Uint8ClampedArray(4 * (LEVELS + 1));
  for (let index = 0; index <= LEVELS; index++) table.set([...channels, index], 4 * index);
  return table;
}

/** Colour the cells of a grid: each is an index into a table of 256 colours. */
export function paintCells(cells: Uint8Array, table: Uint8ClampedArray): Uint8ClampedArray<ArrayBuffer> {
  const colours = new Uint32Array(table.buffer, table.byteOffset, LEVELS + 1);
  // A loop: `Uint32Array.from` would go through an iterator, several times as slowly.
  const pixels = new Uint32Array(cells.length);
  for (let at = 0; at < cells.length; at++) pixels[at] = colours[cells[at] ?? 0] ?? 0;
  return new Uint8ClampedArray(pixels.buffer);
}
