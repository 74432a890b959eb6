/** Colours of the Flows view: one model in the page's accent; two in turquoise, purple and, shared, orange. */

import { MOST_COUNTED } from './flowGlyphs';

export interface FlowColours {
  /** Of what the first, the second, and both models have; all can be read as text on the paper. */
  first: string;
  second: string;
  both: string;
  /** Of a model alone. */
  single: string;
}

/** Told apart also without one kind of cone (see the test), the dark ones by lightness as well. */
const PALETTE: Record<'light' | 'dark', FlowColours> = {
  light: { first: '#00807a', second: '#5b1fc4', both: '#b5540c', single: '#0b5cad' },
  dark: { first: '#5fe3d6', second: '#a58cff', both: '#ff8433', single: '#7db8f5' },
};

export function flowColours(dark: boolean): FlowColours {
  return PALETTE[dark ? 'dark' : 'light'];
}

/** Colour of what the given models have (bits of `FlowUnion.members`). */
export function colourOf(colours: FlowColours, models: number, isCompared: boolean): string {
  if (!isCompared) return colours.single;
  return models === 1 ? colours.first : models === 2 ? colours.second : colours.both;
}

/** Share of the full colour that a glyph's square of a level has, 0 for level 0. */
export function levelOpacity(level: number): number {
  return level === 0 ? 0 : 0.4 + 0.6 * ((level - 1) / (MOST_COUNTED - 1));
}
