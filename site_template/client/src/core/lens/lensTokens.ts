/** The clusters of a head that the tokens of a document fall in. */

import type { HeadLens, Role } from './lens';
import type { LoadedLens } from './lenses';
import type { Counts, TokenClusters } from '../payload';

/** Numbers of clusters; null for vectors that a token does not have, as a source token has no query in cross attention. */
export type Membership = Readonly<Record<Role, number | null>>;

/** A token by its place on a side of the attention. */
export interface SideToken {
  side: 'query' | 'key';
  token: number;
}

/** Gives the clusters of a token; in self-attention a token of either side has all three vectors. */
export type MembershipOf = (token: SideToken) => Membership;

export function memberships(clusters: TokenClusters, lens: LoadedLens, head: number, isSelf: boolean): MembershipOf {
  const at = clusters.heads.indexOf(head);
  const keyAt = lens.payload.key_heads[lens.payload.heads.indexOf(head)] ?? -1;
  return ({ side, token }) => ({
    query: side === 'query' || isSelf ? at2(clusters.query, at, token) : null,
    key: side === 'key' || isSelf ? at2(clusters.key, keyAt, token) : null,
    value: side === 'key' || isSelf ? at2(clusters.value, keyAt, token) : null,
  });
}

function at2({ shape, values }: Counts, row: number, column: number): number | null {
  const width = shape[1] ?? 0;
  return row >= 0 && column < width ? (values[row * width + column] ?? null) : null;
}

/** The pinned tokens, each once: in self-attention both sides are the same text. */
export function pinnedTokens(queries: readonly number[], keys: readonly number[], isSelf: boolean): SideToken[] {
  const onKeySide = isSelf ? keys.filter((token) => !queries.includes(token)) : keys;
  const from = (side: SideToken['side'], tokens: readonly number[]) => tokens.map((token) => ({ side, token }));
  return [...from('query', queries), ...from('key', onKeySide)];
}

/** Clusters of each role that hold any of the vectors. */
export type Marked = Readonly<Record<Role, ReadonlySet<number>>>;

export function markedClusters(members: readonly Membership[]): Marked {
  const of = (role: Role) => new Set(members.flatMap((each) => each[role] ?? []));
  return { query: of('query'), key: of('key'), value: of('value') };
}

/**
 * What pointing at the heat map marks: of a pair the query of its row and the key and value of its column, of a token
 * alone all that it has.
 */
export function pointedMembership(of: MembershipOf, query: number | null, key: number | null): Membership | null {
  if (query === null && key === null) return null;
  if (query === null) return of({ side: 'key', token: key ?? 0 });
  if (key === null) return of({ side: 'query', token: query });
  const { key: keyCluster, value } = of({ side: 'key', token: key });
  return { query: of({ side: 'query', token: query }).query, key: keyCluster, value };
}

/** The inner product between the clusters of a query and of a key; null if either is unknown. */
export function similarityOf(lens: HeadLens, query: number | null, key: number | null): number | null {
  if (query === null || key === null) return null;
  return lens.similarity.values[query * lens.similarity.nColumns + key] ?? null;
}
