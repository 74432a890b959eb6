/**
 * Every palette of the page as the four kinds of colour vision see it: full, without the long, the middle, and the
 * short cones (Machado, Oliveira and Fernandes 2009, severity 1). Distances are those of OKLab, in which 0.02 is about
 * the least that can be told apart side by side.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { headColours } from './colour';
import { divergingHex } from './diverging';
import { flowColours } from './flows/flowColours';
import { classColours } from './lens/lensColours';
import { distance, linearToOklab, type Linear, type Oklab } from './oklab';
import type { TokenClass } from './payload';
import { heatHex } from './ramp';
import { fromHex } from './testing';
import { asSeen } from './vision';

/** The rare case, which no palette was chosen for: written here because only this file needs it. */
const TRITANOPIA = [
  [1.255528, -0.076749, -0.178779],
  [-0.078411, 0.930809, 0.147602],
  [0.004733, 0.691367, 0.3039],
] as const;

const FREQUENT = ['NOUN', 'VERB', 'ADP', 'PRON', 'DET', 'ADJ'];
const RARE = ['ADV', 'AUX', 'PROPN', 'CCONJ', 'PART', 'SCONJ', 'NUM', 'INTJ', 'PUNCT', 'SYM', 'X'];
const STYLE = readFileSync('src/style.css', 'utf8');

/** A colour of the theme: the style sheet names it for light pages first, then for dark ones. */
function themed(name: string, dark: boolean): string {
  const found = [...STYLE.matchAll(new RegExp(`--${name}: (#[0-9a-f]{6});`, 'g'))].map((match) => match[1] ?? '');
  return found[Number(dark)] ?? '';
}

function ofClasses(names: readonly string[], dark: boolean): string[] {
  const classes = names.map((name): TokenClass => ({ name, role: 'pos' }));
  return classColours(classes, dark);
}

const heads = (count: number) => (dark: boolean) => headColours(count, dark).map(({ fill }) => fill);
const signs = (below: 'orange' | 'red') => (dark: boolean) => [-1, 0, 1].map((at) => divergingHex(at, dark, below));

/** Least distances with full vision, without long, middle, and short cones; what else tells the colours apart. */
const PALETTES = [
  {
    name: 'numbers with a sign, blue and orange',
    colours: signs('orange'),
    least: [0.25, 0.2, 0.25, 0.25],
    else: 'the number on hover',
  },
  {
    name: 'numbers with a sign, blue and red',
    colours: signs('red'),
    least: [0.25, 0.2, 0.18, 0.25],
    else: 'the number on hover',
  },
  {
    name: 'a quarter of the heat map each',
    colours: (dark: boolean) => [1, 64, 128, 192, 255].map((index) => heatHex(index, dark)),
    least: [0.15, 0.14, 0.15, 0.15],
    else: 'the number on hover',
  },
  {
    name: 'the first, the second and both models',
    colours: (dark: boolean) => {
      const { first, second, both } = flowColours(dark);
      return [first, second, both];
    },
    least: [0.2, 0.12, 0.14, 0.14],
    else: 'the legend; each model can be shown alone',
  },
  {
    name: 'query, key and value',
    colours: (dark: boolean) => ['query', 'key', 'value'].map((name) => themed(name, dark)),
    least: [0.13, 0.07, 0.1, 0.14],
    else: 'the heading of each column',
  },
  {
    name: 'four heads',
    colours: heads(4),
    least: [0.2, 0.1, 0.14, 0.05],
    else: 'the number on each patch and on hover',
  },
  {
    name: 'twelve heads',
    colours: heads(12),
    least: [0.1, 0.07, 0.05, 0.015],
    else: 'the number on each patch, its place, and a head shown alone',
  },
  {
    name: 'thirty-two heads',
    colours: heads(32),
    least: [0.04, 0.02, 0.018, 0.005],
    else: 'too many for colour: the number on each patch, its place, and a head shown alone',
  },
  {
    name: 'frequent parts of speech',
    colours: (dark: boolean) => ofClasses(FREQUENT, dark),
    least: [0.15, 0.07, 0.035, 0.075],
    else: 'one order in every bar and in the legend, the name on hover',
  },
  {
    name: 'all parts of speech',
    colours: (dark: boolean) => ofClasses([...FREQUENT, ...RARE], dark),
    least: [0.05, 0.02, 0.03, 0.015],
    else: 'one order in every bar and in the legend, the name on hover',
  },
];

/** A colour as each kind of vision sees it. */
function seen(hex: string): Oklab[] {
  const colour = fromHex(hex);
  const [red = 0, green = 0, blue = 0] = TRITANOPIA.map((row) =>
    Math.max(0, Math.min(1, row[0] * colour[0] + row[1] * colour[1] + row[2] * colour[2])),
  );
  return [...asSeen(colour), [red, green, blue] satisfies Linear].map(linearToOklab);
}

/** The least distance of any two colours, for each kind of vision. */
function leastDistances(colours: readonly string[]): number[] {
  const eyes = colours.map(seen);
  const pairs = eyes.flatMap((a, at) => eyes.slice(0, at).map((b) => a.map((x, eye) => distance(x, b[eye] ?? x))));
  return [0, 1, 2, 3].map((eye) => Math.min(...pairs.map((each) => each[eye] ?? NaN)));
}

describe.each(PALETTES)('$name (else: $else)', ({ colours, least }) => {
  it.each([false, true])('can be told apart, dark %s', (dark) => {
    leastDistances(colours(dark)).forEach((found, eye) => {
      expect(found).toBeGreaterThanOrEqual(least[eye] ?? NaN);
    });
  });
});
