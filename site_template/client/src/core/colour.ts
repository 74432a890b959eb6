/** Colours of heads: as many as a model has, as far from each other as they can be, for colour-blind eyes too. */

import {
  contrast,
  distance,
  fromOklch,
  inGamut,
  linearToOklab,
  oklabToLinear,
  toHex,
  type Linear,
  type Oklab,
} from './oklab';
import { asSeen } from './vision';

export interface HeadColour {
  /** `#rrggbb`. */
  fill: string;
  /** Black or white, whichever can be read on `fill`. */
  text: string;
}

interface Candidate {
  colour: Linear;
  /** As seen with full, protanope and deuteranope vision. */
  seen: readonly Oklab[];
}

/** Lightness of the candidates: all stand out from the paper by a contrast of 3 or more. The first colour has the first. */
const LIGHTNESS = { light: [0.5, 0.38, 0.64], dark: [0.69, 0.58, 0.8, 0.91] };
const CHROMA = [0.2, 0.16, 0.12, 0.08, 0.06];
/** Missing cones shorten distances; at this weight the two goals hold each other in balance. */
const IMPAIRED_WEIGHT = 2;
const HUE_STEP = 10;
const WHITE: Linear = [1, 1, 1];
const BLACK: Linear = [0, 0, 0];

/**
 * Colours of the heads of a layer; head `h` has colour `h` in every layer.
 *
 * Each next colour is the candidate farthest from all before it (Glasbey et al. 2007), where the distance is
 * that in OKLab as seen with full vision, or twice that seen by protanopes or deuteranopes if that is less. So the first colours differ most,
 * and a longer list starts with the shorter one. Candidates lie on a grid of hues and lightnesses, and repeat only
 * after more than a hundred heads.
 */
export function headColours(count: number, dark: boolean): HeadColour[] {
  const candidates = candidateColours(dark);
  const order = farthestFirst(candidates, Math.min(count, candidates.length));
  return Array.from({ length: count }, (_, head) => describe(order[head % order.length]?.colour ?? BLACK));
}

/** The most saturated colours of each hue and lightness that a screen can show. */
function candidateColours(dark: boolean): Candidate[] {
  const candidates: Candidate[] = [];
  for (const lightness of LIGHTNESS[dark ? 'dark' : 'light']) {
    for (let hue = 250; hue < 610; hue += HUE_STEP) {
      const colours = CHROMA.map((chroma) => oklabToLinear(fromOklch(lightness, chroma, hue)));
      const colour = colours.find(inGamut);
      if (colour) candidates.push({ colour, seen: asSeen(colour).map(linearToOklab) });
    }
  }
  return candidates;
}

function farthestFirst(candidates: readonly Candidate[], count: number): Candidate[] {
  const nearest = candidates.map(() => Infinity);
  const chosen: Candidate[] = [];
  let next = candidates[0];
  while (next && chosen.length < count) {
    chosen.push(next);
    for (const [at, candidate] of candidates.entries()) {
      nearest[at] = Math.min(nearest[at] ?? 0, seenDistance(candidate, next));
    }
    next = candidates[nearest.indexOf(Math.max(...nearest))];
  }
  return chosen;
}

function seenDistance(a: Candidate, b: Candidate): number {
  const [full = 0, ...impaired] = a.seen.map((colour, eye) => distance(colour, b.seen[eye] ?? colour));
  return Math.min(full, IMPAIRED_WEIGHT * Math.min(...impaired));
}

function describe(colour: Linear): HeadColour {
  return { fill: toHex(colour), text: contrast(colour, WHITE) > contrast(colour, BLACK) ? '#ffffff' : '#000000' };
}
