/** What of the Tokens view is in the page's state, and how it is written in the address. */

/** What is known of a token in a head: how much it looks at itself, or how much it is looked at. */
export const QUANTITIES = ['self', 'received'] as const;
export type Quantity = (typeof QUANTITIES)[number];

/** Whose vectors are shown: one layer's heads, one head of every layer, all, or the paper's pairs. */
export const VECTOR_CHOICES = ['layer', 'head', 'all', 'pairing'] as const;
export type VectorChoice = (typeof VECTOR_CHOICES)[number];

/** Škrlj et al. 2020, Table 2. */
export const AGGREGATES = ['mean', 'std', 'max', 'min', 'range', 'entropy'] as const;
export type Aggregate = (typeof AGGREGATES)[number];

export const AXES = ['linear', 'log'] as const;
export type Axis = (typeof AXES)[number];

/** Name of a vector: its layer and head, or its block and place in it: `3.7`. */
export type VectorId = string;

/** What the reader made of a vector; null where it is as it came. */
export interface VectorStyle {
  id: VectorId;
  name: string | null;
  /** `#rrggbb`. */
  colour: string | null;
  shown: boolean | null;
  /** Whether the text is shaded by it. */
  highlighted: boolean | null;
  removed: boolean;
}

/** An aggregate that the reader made. */
export interface MadeAggregate {
  name: string;
  how: Aggregate;
  of: readonly VectorId[];
}

const ID = /^\d{1,6}\.\d{1,6}$/;
const COLOUR = /^#[0-9a-f]{6}$/;

/** Letters of the switches, for what is true and what is false. */
const LETTERS = { shown: ['v', 'h'], highlighted: ['s', 'n'] } as const;

/** `3.7:hs:cc3366:my name`; what is missing at the end is as it came. */
export function writeStyle({ id, name, colour, shown, highlighted, removed }: VectorStyle): string {
  const switches = [letter('shown', shown), letter('highlighted', highlighted), removed ? 'x' : ''].join('');
  return [id, switches, colour?.slice(1) ?? '', escaped(name ?? '')].join(':').replace(/:+$/, '');
}

export function readStyle(text: string): VectorStyle | undefined {
  const [id = '', switches = '', colour = '', name = ''] = text.split(':');
  if (!ID.test(id)) return undefined;
  return {
    id,
    name: unescaped(name) || null,
    colour: COLOUR.test(`#${colour}`) ? `#${colour}` : null,
    shown: flagOf('shown', switches),
    highlighted: flagOf('highlighted', switches),
    removed: switches.includes('x'),
  };
}

/** `max:3.7-4.1:late heads`. */
export function writeMade({ name, how, of }: MadeAggregate): string {
  return [how, of.join('-'), escaped(name)].join(':');
}

export function readMade(text: string): MadeAggregate | undefined {
  const [word, ids = '', name = ''] = text.split(':');
  const how = AGGREGATES.find((each) => each === word);
  return how && { how, of: ids.split('-').filter((id) => ID.test(id)), name: unescaped(name) };
}

/** The styles after a change of one vector's; what is as it came is not kept. */
export function styled(
  styles: readonly VectorStyle[],
  id: VectorId,
  change: Partial<Omit<VectorStyle, 'id'>>,
): VectorStyle[] {
  const before = styles.find((style) => style.id === id) ?? plain(id);
  const next = { ...before, ...change };
  const others = styles.filter((style) => style.id !== id);
  return writeStyle(next) === id ? others : [...others, next];
}

function plain(id: VectorId): VectorStyle {
  return { id, name: null, colour: null, shown: null, highlighted: null, removed: false };
}

function letter(flag: keyof typeof LETTERS, value: boolean | null): string {
  return value === null ? '' : LETTERS[flag][value ? 0 : 1];
}

function flagOf(flag: keyof typeof LETTERS, switches: string): boolean | null {
  const [yes, no] = LETTERS[flag];
  return switches.includes(yes) ? true : switches.includes(no) ? false : null;
}

/** A name without the signs that part it from others. */
function escaped(name: string): string {
  return name.replaceAll(/[%:,]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}

function unescaped(name: string): string {
  return name.replaceAll(/%(25|3a|2c)/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}
