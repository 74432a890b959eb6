/** Colours of the classes of tokens, and the order in which they are shown. */

import { toHex } from '../oklab';
import type { TokenClass } from '../payload';
import { mostSaturated } from '../ramp';

/** How light a colour is on white and on black paper: both stand out from it by a contrast of 3 or more. */
const LIGHTNESS = { high: [0.64, 0.82], middle: [0.5, 0.7], low: [0.38, 0.58] } as const;

/**
 * Lightness, chroma and hue of the parts of speech that have a hue, the most frequent first: those which `headColours`
 * finds farthest from each other, for colour-blind eyes too, but with the same hue on either paper.
 */
const HUES: Readonly<Record<string, readonly [keyof typeof LIGHTNESS, number, number]>> = {
  NOUN: ['middle', 0.12, 250],
  VERB: ['high', 0.2, 40],
  ADP: ['low', 0.12, 30],
  PRON: ['high', 0.2, 310],
  DET: ['high', 0.12, 160],
  ADJ: ['low', 0.2, 300],
  ADV: ['middle', 0.2, 350],
  AUX: ['low', 0.06, 190],
  PROPN: ['middle', 0.08, 71],
  CCONJ: ['middle', 0.2, 290],
  PART: ['high', 0.08, 220],
  SCONJ: ['low', 0.16, 330],
  NUM: ['high', 0.2, 350],
  INTJ: ['middle', 0.08, 160],
};
/** Classes that are no words of a language are grey: `#rrggbb`, light and dark. */
const GREYS: Readonly<Record<string, readonly [string, string]>> = {
  PUNCT: ['#9aa1a9', '#7d858f'],
  SYM: ['#b4bac1', '#69717b'],
  X: ['#c9ced4', '#59616b'],
};
/**
 * Of which part of speech the most frequent relations have the colour: where one mostly goes with the other, of that.
 * Rarer ones are grey; clauses stand out from the rest.
 */
const RELATIONS: Readonly<Record<string, string>> = {
  nsubj: 'PRON',
  obj: 'NOUN',
  obl: 'PART',
  nmod: 'NUM',
  root: 'VERB',
  conj: 'INTJ',
  compound: 'PROPN',
  amod: 'ADJ',
  advmod: 'ADV',
  case: 'ADP',
  det: 'DET',
  aux: 'AUX',
  mark: 'SCONJ',
  cc: 'CCONJ',
  xcomp: 'PUNCT',
  ccomp: 'PUNCT',
  csubj: 'PUNCT',
  advcl: 'PUNCT',
  acl: 'PUNCT',
  parataxis: 'PUNCT',
  punct: 'X',
};
const RARE = 'SYM';
const WORD: readonly [string, string] = ['#5b7089', '#93a9c2'];
const OTHER: readonly [string, string] = ['#d3d7dc', '#4d555e'];
/** Special tokens, the first as dark as ink. */
const SPECIALS: readonly (readonly [string, string])[] = [
  ['#2b2f35', '#e3e6ea'],
  ['#4a5058', '#c6cbd1'],
  ['#666d76', '#abb2ba'],
];

/** A colour per class, `#rrggbb`. */
export function classColours(classes: readonly TokenClass[], dark: boolean): string[] {
  const theme = dark ? 1 : 0;
  const specials = classes.filter(({ role }) => role === 'special');
  return classes.map((each) => {
    if (each.role === 'special') return (SPECIALS[specials.indexOf(each) % SPECIALS.length] ?? OTHER)[theme];
    if (each.role === 'untagged') return (each.name === 'word' ? WORD : OTHER)[theme];
    const name = each.role === 'relation' ? (RELATIONS[each.name] ?? RARE) : each.name;
    const hued = HUES[name];
    if (!hued) return (GREYS[name] ?? OTHER)[theme];
    const [level, chroma, hue] = hued;
    return toHex(mostSaturated(LIGHTNESS[level][theme], chroma, hue));
  });
}

const ORDERS = {
  pos: [...Object.keys(HUES), ...Object.keys(GREYS)],
  relation: Object.keys(RELATIONS),
};
/** Ranks behind those of all words that have a part of speech or a relation. */
const BEHIND = { untagged: 100, special: 101 };

/** Places of the classes as bars stack them: hues, greys, words without a tag, special tokens. */
export function classOrder(classes: readonly TokenClass[]): number[] {
  const rank = ({ name, role }: TokenClass): number => {
    if (role === 'special') return BEHIND.special;
    if (role === 'untagged') return BEHIND.untagged;
    const place = ORDERS[role].indexOf(name);
    return place < 0 ? ORDERS[role].length : place;
  };
  const ranks = classes.map(rank);
  return classes.map((_, place) => place).sort((a, b) => (ranks[a] ?? 0) - (ranks[b] ?? 0) || a - b);
}
