/** What the Corpus view shows as comma-separated values. */

import { csvLine } from '../csv';
import type { HeadValue } from '../headGrid';
import type { TokenRow } from './tokenScores';

/** A line per token; numbers of what is subtracted are left empty where nothing is. */
export function* tokenLines(rows: readonly TokenRow[]): Generator<string> {
  yield csvLine([
    'token',
    'label',
    'role',
    'count',
    'mean',
    'spread',
    'peak',
    'other_count',
    'other_mean',
    'other_spread',
    'other_peak',
    'difference',
  ]);
  for (const { type, other, value, ...own } of rows) {
    const theirs = other ? [...numbers(other), short(value)] : ['', '', '', '', ''];
    yield csvLine([type.token, type.label, type.role, ...numbers(own), ...theirs]);
  }
}

function numbers({ count, mean, spread, peak }: Omit<TokenRow, 'place' | 'type' | 'other' | 'value'>): number[] {
  return [count, short(mean), short(spread), short(peak)];
}

/** A line per head. */
export function* headLines(column: string, heads: readonly HeadValue[]): Generator<string> {
  yield csvLine(['layer', 'head', column]);
  for (const { layer, head, value } of heads) yield csvLine([layer, head, short(value)]);
}

/** A line per pair of heads, each pair once. */
export function* pairLines(
  column: string,
  heads: readonly (readonly [number, number])[],
  valueOf: (a: number, b: number) => number,
): Generator<string> {
  yield csvLine(['layer', 'head', 'other_layer', 'other_head', column]);
  for (const [a, own] of heads.entries()) {
    yield heads
      .slice(a + 1)
      .map((other, at) => csvLine([...own, ...other, short(valueOf(a, a + 1 + at))]))
      .join('');
  }
}

/** A line per context. */
export function* contextLines(
  contexts: readonly { id: string; number: string; value: number; text: string }[],
): Generator<string> {
  yield csvLine(['document', 'token', 'value', 'text']);
  for (const { id, number, value, text } of contexts) yield csvLine([id, number, short(value), text]);
}

/** Eight bits keep about three digits. */
function short(value: number): number {
  return Number(value.toPrecision(4));
}
