/** What the Network view says about what the reader points at. */

import { describeLink, strongestPartners, unitFacts, type Description, type Fact } from '../../core/describe';
import { formatMeasured, formatPercent, formatWeight, headName } from '../../core/format';
import type { LayerCodes, LayerNetwork, TokenSequence } from '../../core/payload';
import { meanSpread, type Pile } from '../../core/network/piles';
import { weightAmong, type UnitWeights } from '../../core/regroup';
import type { Flow } from '../../core/network/sankey';
import { sidesOf } from '../../core/sides';
import { formatOrderValue, orderUnit, type HeadOrder } from '../../core/sorting';
import type { Unit } from '../../core/units';

/** Partners of a word that are listed for each direction. */
const MOST_PARTNERS = 3;

/** A layer with what the page derives from it; null until it is known. */
export interface LayerFacts {
  codes: LayerCodes;
  flow: Flow;
  network: LayerNetwork | null | undefined;
}

/** What surrounds a word: the layers at either side, null at the ends, and the units of both sides. */
export interface Surroundings {
  before: LayerFacts | null;
  after: LayerFacts | null;
  queries: readonly Unit[];
  keys: readonly Unit[];
  /** That it is in. */
  sequence: TokenSequence;
}

/** A word: what it looks at in the layer before its column, and what looks at it in the layer after. */
export function describeWord(unit: Unit, at: number, { before, after, ...around }: Surroundings): Description {
  const looks = before ? strongestPartners(rowOf(before.flow.mean, at), around.keys) : [];
  const seen = after ? strongestPartners(columnOf(after.flow.mean, at), around.queries) : [];
  return {
    title: unit.label,
    facts: [
      ...unitFacts(unit, around.sequence),
      ...looks.slice(0, MOST_PARTNERS).map((fact) => named('looks at', fact)),
      ...seen.slice(0, MOST_PARTNERS).map((fact) => named('seen by', fact)),
    ],
  };
}

function named(what: string, { name, value }: Fact): Fact {
  return { name: `${what} ${name}`, value };
}

function rowOf({ nKey, values }: UnitWeights, query: number): Float32Array {
  return values.subarray(query * nKey, (query + 1) * nKey);
}

function columnOf({ nQuery, nKey, values }: UnitWeights, key: number): Float32Array {
  return Float32Array.from({ length: nQuery }, (_, query) => values[query * nKey + key] ?? 0);
}

/** A word bar: how much the word receives from one head. */
export function describeBar({ codes }: LayerFacts, head: number, key: Unit, queries: readonly Unit[]): Description {
  return {
    title: `${headName(codes.layer, codes.heads[head] ?? 0)} · ${key.label}`,
    facts: [
      { name: 'receives', value: formatMeasured(weightAmong(codes, head, queries, [key])) },
      { name: 'from', value: queries.length === 1 ? 'one query' : `${queries.length} queries` },
    ],
  };
}

/** A link: its mean, and the heads that give most to it. */
export function describeBand(
  { codes, flow }: LayerFacts,
  heads: readonly number[],
  at: { query: number; key: number },
  query: Unit,
  key: Unit,
): Description {
  const { title, facts } = describeLink(codes, heads, [query], [key]);
  const mean = flow.mean.values[at.query * flow.mean.nKey + at.key] ?? 0;
  return { title, facts: [{ name: `mean of ${heads.length}`, value: formatWeight(mean) }, ...facts] };
}

/** A head: what the export says of it, and which way it looks. */
export function describeHead(
  { codes, network }: LayerFacts,
  head: number,
  isSelf: boolean,
  distance?: number,
): Description {
  const numbers = network
    ? (['position', 'entropy', 'focus'] as const).map((order) => ({
        name: order,
        value: orderText(order, network[order][head] ?? 0, isSelf),
      }))
    : [];
  return {
    title: headName(codes.layer, codes.heads[head] ?? 0),
    facts: [
      ...numbers,
      ...(isSelf ? sideFacts(codes, head) : []),
      ...(distance === undefined
        ? []
        : [{ name: 'from the selected head', value: orderText('similarity', distance, isSelf) }]),
    ],
  };
}

/** The number that heads are ordered by, with its unit. */
export function orderText(order: HeadOrder, value: number, isSelf: boolean): string {
  return `${order === 'similarity' ? 'distance ' : ''}${formatOrderValue(order, value, isSelf)} ${orderUnit(order, isSelf)}`.trimEnd();
}

function sideFacts(codes: LayerCodes, head: number): Fact[] {
  const { previous, self, next } = sidesOf(codes, head);
  const share = (sum: number) => formatPercent(sum / Math.max(1, codes.nQuery));
  return [
    { name: 'previous words', value: share(previous) },
    { name: 'itself', value: share(self) },
    { name: 'next words', value: share(next) },
  ];
}

/** Heads piled up. */
export function describePile(pile: Pile, names: readonly string[]): Description {
  const count = names.length;
  return {
    title: count === 1 ? (names[0] ?? '') : `Pile of ${count} heads`,
    facts: [
      ...(count === 1 ? [] : [{ name: 'heads', value: names.join(', ') }]),
      ...(count === 1
        ? []
        : [
            { name: 'mean deviation', value: formatWeight(meanSpread(pile)) },
            { name: 'widest range of a cell', value: formatWeight(pile.widest) },
          ]),
    ],
  };
}
