/** What a view shows of a sequence: pieces or words, with or without special tokens, of one sentence or both. */

import { numberOf } from './describe';
import type { TokenSequence } from './payload';
import type { PageState, PairFilter } from './state';

export type Side = 'query' | 'key';

/** A row or column of a view: a token, or the tokens of a word. */
export interface Unit {
  /** The text shown; never blank. */
  label: string;
  /** Its tokens as the vocabulary spells them. */
  raw: string;
  /** Indices of its tokens in the sequence, ascending. */
  tokens: readonly number[];
  /** What a reader counts each of them as. */
  numbers: readonly string[];
  /** The word it is, or is a piece of; null for tokens outside of words. */
  word: string | null;
  /** 0 for the first text, 1 for the second of a pair. */
  segment: number;
  special: boolean;
}

export type UnitOptions = Pick<PageState, 'level' | 'specials' | 'raw' | 'pair'>;

const SEGMENTS: Record<Exclude<PairFilter, 'all'>, Record<Side, number>> = {
  aa: { query: 0, key: 0 },
  ab: { query: 0, key: 1 },
  ba: { query: 1, key: 0 },
  bb: { query: 1, key: 1 },
};

/** The units of one side of an attention matrix, in the order of the text. */
export function shownUnits(sequence: TokenSequence, side: Side, options: UnitOptions): Unit[] {
  const segment = options.pair === 'all' ? null : SEGMENTS[options.pair][side];
  return tokenGroups(sequence, options.level)
    .map((tokens) => unitOf(sequence, tokens, options))
    .filter((unit) => (options.specials || !unit.special) && (segment === null || unit.segment === segment));
}

/** Tokens one by one, or runs of tokens of the same word; a token outside of words stands alone. */
function tokenGroups(sequence: TokenSequence, level: PageState['level']): number[][] {
  const groups: number[][] = [];
  sequence.words.forEach((word, token) => {
    const joins = level === 'word' && word >= 0 && word === sequence.words[token - 1];
    if (joins) groups.at(-1)?.push(token);
    else groups.push([token]);
  });
  return groups;
}

function unitOf(sequence: TokenSequence, tokens: readonly number[], options: UnitOptions): Unit {
  const first = tokens[0] ?? 0;
  const word = sequence.word_labels[sequence.words[first] ?? -1] ?? null;
  const raw = tokens.map((token) => sequence.tokens[token]).join(' ');
  const readable = options.level === 'word' && word !== null ? word : (sequence.labels[first] ?? '');
  return {
    label: visible(options.raw ? raw : readable, raw),
    raw,
    tokens,
    numbers: tokens.map((token) => numberOf(sequence, token)),
    word,
    segment: sequence.segments[first] ?? 0,
    special: sequence.special[first] ?? false,
  };
}

/** A label one can see: blanks as their symbols, and the vocabulary's spelling where there is no text at all. */
function visible(label: string, raw: string): string {
  if (label.trim() !== '') return label;
  return label === '' ? raw || '∅' : label.replaceAll('\n', '⏎').replaceAll('\t', '⇥').replaceAll(/\s/g, '␣');
}
