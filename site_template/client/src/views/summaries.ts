/** The grid of heads in numbers. */

import { csvLine, unitFields } from '../core/csv';
import type { LayerCodes } from '../core/payload';
import { headProfile } from '../core/profile';
import type { Unit } from '../core/units';
import type { Strongest } from './model/paintGrid';

/** The strongest link of a head among what is shown; its ends are undefined if nothing is. */
export interface HeadSummary {
  layer: number;
  head: number;
  from: Unit | undefined;
  to: Unit | undefined;
  weight: number;
}

/** @param strongest Of each layer in order, by head number. */
export function summariesOf(
  layers: readonly number[],
  strongest: readonly ReadonlyMap<number, Strongest>[],
  queries: readonly Unit[],
  keys: readonly Unit[],
): HeadSummary[] {
  return strongest.flatMap((ofHeads, row) =>
    Array.from(ofHeads, ([head, link]) => ({
      layer: layers[row] ?? 0,
      head,
      from: queries[link?.query ?? -1],
      to: keys[link?.key ?? -1],
      weight: link?.weight ?? 0,
    })),
  );
}

const COLUMNS = ['layer', 'head', 'query', 'query_token', 'key', 'key_token', 'weight', 'focus', 'first'] as const;

/** A line per head: its strongest link, its focus in nats, and its mean weight of the first token. */
export async function* summaryLines(
  summaries: readonly HeadSummary[],
  codesOf: (layer: number) => Promise<LayerCodes>,
): AsyncGenerator<string> {
  yield csvLine([...COLUMNS, 'previous', 'self', 'next']);
  for (const { layer, head, from, to, weight } of summaries) {
    const codes = await codesOf(layer);
    const isSelf = codes.nQuery === codes.nKey;
    const { focus, first, near } = headProfile(codes, codes.heads.indexOf(head), isSelf);
    const shares = [focus, first, near?.previous, near?.self, near?.next].map((value) => value?.toFixed(4) ?? '');
    yield csvLine([layer, head, ...unitFields(from), ...unitFields(to), weight.toFixed(4), ...shares]);
  }
}
