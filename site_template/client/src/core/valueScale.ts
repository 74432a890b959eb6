/** What the colours of a map of numbers stand for. */

import { divergingTable, signedLevel } from './diverging';
import { heatTable } from './ramp';

export interface ValueScale {
  /** Upper end of the domain; numbers beyond an end have its colour. */
  highest: number;
  /** Colour index of a number; 0, which is transparent, for NaN: there is no number. */
  level: (value: number) => number;
  /** 256 colours as R, G, B, A bytes. */
  table: Uint8ClampedArray;
  /** Numbers along a legend of even steps of colour, from its start to its end. */
  ticks: readonly number[];
}

const LEVELS = 255;

/** From 0, colours following the root, so that small numbers are told apart. */
export function rootScale(highest: number, dark: boolean): ValueScale {
  const level = (value: number) => heatLevel(Math.sqrt(Math.max(0, value) / positive(highest)));
  return { highest, level, table: heatTable(dark), ticks: [0, 0.25 * highest, highest] };
}

export function linearScale(lowest: number, highest: number, dark: boolean): ValueScale {
  const level = (value: number) => heatLevel((value - lowest) / positive(highest - lowest));
  return { highest, level, table: heatTable(dark), ticks: [lowest, (lowest + highest) / 2, highest] };
}

/** Around 0, blue above and orange below. */
export function signedScale(domain: number, dark: boolean): ValueScale {
  const level = (value: number) => (Number.isNaN(value) ? 0 : signedLevel(value, positive(domain)));
  return { highest: domain, level, table: divergingTable(dark), ticks: [-domain, 0, domain] };
}

/** Index 0 is nothing, so the lowest number has index 1. */
function heatLevel(share: number): number {
  return Number.isNaN(share) ? 0 : Math.max(1, Math.round(Math.min(1, Math.max(0, share)) * LEVELS));
}

function positive(length: number): number {
  return length > 0 ? length : 1;
}

/** Smallest and largest of some numbers; NaN is none of them. */
export function extentOf(values: Iterable<number>): [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return least <= most ? [least, most] : [0, 0];
}

/** `#rrggbb` of a colour index. */
export function hexOf({ table }: ValueScale, level: number): string {
  return `#${[0, 1, 2].map((channel) => (table[4 * level + channel] ?? 0).toString(16).padStart(2, '0')).join('')}`;
}

/** Even steps of colour from one end of a scale to the other, for its legend. */
export function gradientOf(scale: ValueScale, steps = 24): string[] {
  return Array.from({ length: steps + 1 }, (_, at) => hexOf(scale, Math.max(1, Math.round((at / steps) * LEVELS))));
}
