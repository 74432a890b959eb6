/** How alike heads are, as a matrix. */

import type { PageState } from '../state';
import type { LoadedScores } from './statistics';
import type { Source } from './tokenScores';

/**
 * Axes (head, head) in the order of `source.heads`; minus the same of `other`, whose heads are in the same order, if
 * something is subtracted.
 */
export function similarityAmong(
  measure: PageState['similarity'],
  source: Source | null,
  other: Source | null,
): Float32Array {
  const heads = source?.heads ?? [];
  const values = new Float32Array(heads.length ** 2);
  if (!source) return values;
  for (const [row, a] of heads.entries()) {
    for (const [column, b] of heads.entries()) {
      const own = similarityOf(source.tokens.scores, measure, source.group, a, b);
      const theirs = other
        ? similarityOf(other.tokens.scores, measure, other.group, other.heads[row] ?? 0, other.heads[column] ?? 0)
        : 0;
      values[row * heads.length + column] = own - theirs;
    }
  }
  return values;
}

/** Over how many groups heads were compared, the first ones: none of one document, one if there are many heads. */
export function nCompared({ fuji }: LoadedScores): number {
  return fuji.shape[0] ?? 0;
}

/** How alike two heads of a group are by a measure, from their places. */
function similarityOf(
  scores: LoadedScores,
  measure: PageState['similarity'],
  group: number,
  a: number,
  b: number,
): number {
  const { shape, scales, codes, top } = scores[measure];
  const n = shape[1] ?? 0;
  const row = group * n + a;
  return ((scales[row] ?? 0) * (codes[row * n + b] ?? 0)) / top;
}

/** Places of the heads of a group, like ones beside each other. */
export function clusteredOrder({ order }: LoadedScores, group: number): number[] {
  const n = order.shape[1] ?? 0;
  return Array.from(order.values.subarray(group * n, (group + 1) * n));
}
