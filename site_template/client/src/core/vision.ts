/** Colours as people without one kind of cone see them (Machado, Oliveira and Fernandes 2009, severity 1). */

import type { Linear } from './oklab';

type Matrix = readonly [Linear, Linear, Linear];

const PROTANOPIA: Matrix = [
  [0.152286, 1.052583, -0.204868],
  [0.114503, 0.786281, 0.099216],
  [-0.003882, -0.048116, 1.051998],
];

const DEUTERANOPIA: Matrix = [
  [0.367322, 0.860646, -0.227968],
  [0.280085, 0.672501, 0.047413],
  [-0.01182, 0.04294, 0.968881],
];

/** A colour as seen with all cones, without the long, and without the middle ones: the frequent cases. */
export function asSeen(colour: Linear): readonly [Linear, Linear, Linear] {
  return [colour, apply(PROTANOPIA, colour), apply(DEUTERANOPIA, colour)];
}

function apply([red, green, blue]: Matrix, colour: Linear): Linear {
  return [dot(red, colour), dot(green, colour), dot(blue, colour)];
}

function dot(a: Linear, b: Linear): number {
  return Math.max(0, Math.min(1, a[0] * b[0] + a[1] * b[1] + a[2] * b[2]));
}
