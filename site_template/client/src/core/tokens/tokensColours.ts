/** Colours of the Tokens view that are no head's. */

/** Share of the colour in a full shade behind a token: more would drown the text. */
export const FULL_SHADE = 0.45;

/** The least and the largest value of each token: red on either paper. */
const EXTREME = { light: '#c62828', dark: '#ff8a80' };

/** An aggregate that the reader made: the ink, which no head has. */
const MADE = { light: '#1a1d21', dark: '#e7e9ec' };

export function extremeColour(dark: boolean): string {
  return EXTREME[dark ? 'dark' : 'light'];
}

export function madeColour(dark: boolean): string {
  return MADE[dark ? 'dark' : 'light'];
}
