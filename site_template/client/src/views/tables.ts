/** What the views show, as tables. */

import { isolated, type Cell, type Column, type DataTable } from '../core/dataTable';
import { formatCount, formatMeasured, formatPercent, formatSigned, formatWeight, headName } from '../core/format';
import { LEAST_SEEN, strongest, type Links } from '../core/links';
import { trendFacts, type Subject } from '../core/neurons/neuronFacts';
import type { LayerCodes } from '../core/payload';
import { weightBetween } from '../core/regroup';
import { STEPS, stepsOf } from '../core/scores';
import type { Unit } from '../core/units';
import type { HeadSummary } from './summaries';

/** Rows shown at first: of links, of which there can be any number, and of what is there to be gone through. */
const [STEP_OF_LINKS, STEP] = [200, 1000];

const ENDS: readonly Column[] = [
  { name: 'Query', kind: 'label' },
  { name: 'Key', kind: 'label' },
];

/** A unit with the numbers of its tokens. */
export const unitCell = ({ label, numbers }: Unit): Cell => ({ text: label, beside: numbers.join(', ') });

/** `The 200 strongest of 1,234 links` or `All 57 links`. */
function linksShown(nShown: number, total: number): string {
  return nShown < total
    ? `The ${formatCount(nShown)} strongest of ${formatCount(total)} links`
    : `All ${formatCount(total)} links`;
}

/** Links of the heads of one layer, each with its bound of error. */
export function linkTable(codes: LayerCodes, links: Links, queries: readonly Unit[], keys: readonly Unit[]): DataTable {
  return {
    label: 'Strongest links',
    caption: (nShown) => `${linksShown(nShown, links.length)} of at least ${LEAST_SEEN.toFixed(3)}`,
    columns: [{ name: 'Head', kind: 'name' }, ...ENDS, { name: 'Weight', kind: 'number' }],
    nRows: links.length,
    step: STEP_OF_LINKS,
    rows: (most) =>
      strongest(links, most).flatMap(({ head, query, key }) => {
        const [from, to] = [queries[query], keys[key]];
        if (!from || !to) return [];
        const weight = formatMeasured(weightBetween(codes, head, from, to));
        const name = headName(codes.layer, codes.heads[head] ?? 0);
        return [{ key: `${head} ${query} ${key}`, cells: [name, unitCell(from), unitCell(to), weight] }];
      }),
  };
}

/** The links of all layers, of their mean weights. `links` are by layer, and weigh at least `least`. */
export function networkTable(
  layers: readonly number[],
  links: readonly (Links | null)[],
  queries: readonly Unit[],
  keys: readonly Unit[],
  least: number,
): DataTable {
  const total = links.reduce((sum, each) => sum + (each?.length ?? 0), 0);
  return {
    label: 'Strongest links of all layers',
    caption: (nShown) => `${linksShown(nShown, total)} of a mean weight of at least ${formatWeight(least)}`,
    columns: [{ name: 'Layer', kind: 'name' }, ...ENDS, { name: 'Mean weight', kind: 'number' }],
    nRows: total,
    step: STEP_OF_LINKS,
    rows: (most) =>
      strongestOfAll(links, most).flatMap(({ at, query, key, weight }) => {
        const [from, to] = [queries[query], keys[key]];
        const cells = from && to && [`L${layers[at] ?? 0}`, unitCell(from), unitCell(to), formatWeight(weight)];
        return cells ? [{ key: `${at} ${query} ${key}`, cells }] : [];
      }),
  };
}

function strongestOfAll(links: readonly (Links | null)[], most: number) {
  const all = links.flatMap((each, at) => (each ? strongest(each, most).map((link) => ({ ...link, at })) : []));
  return all.sort((a, b) => b.weight - a.weight || a.at - b.at).slice(0, most);
}

/** The heads of the model, each with its strongest link. */
export function headTable(summaries: readonly HeadSummary[]): DataTable {
  const end = (unit: Unit | undefined, otherwise: string) => (unit ? unitCell(unit) : otherwise);
  return {
    label: 'Strongest link of each head',
    caption: () => 'The strongest link of each head',
    columns: [{ name: 'Head', kind: 'name' }, ...ENDS, { name: 'Weight', kind: 'number' }],
    nRows: summaries.length,
    step: STEP,
    rows: (most) =>
      summaries.slice(0, most).map(({ layer, head, from, to, weight }) => ({
        key: `${layer} ${head}`,
        cells: [headName(layer, head), end(from, 'nothing shown'), end(to, ''), formatWeight(weight)],
      })),
  };
}

/** The way from a query to the attention of each key, step by step. `exported` is what the export holds of it. */
export function keyTable(subject: Subject, keys: readonly Unit[], exported: (key: Unit) => string): DataTable {
  const { query, scores } = subject;
  const steps = stepsOf(scores);
  const numbers = (token: number) =>
    steps.map((step) => (step === 'attention' ? formatWeight : formatSigned)(scores[step]?.[token] ?? 0));
  const masked = steps.map((_, at) => (at === 0 ? 'masked' : null));
  return {
    label: 'Keys',
    caption: () => `From ${isolated(query.label)} to each key`,
    columns: [
      { name: 'Key', kind: 'name' },
      ...steps.map((step): Column => ({ ...STEPS[step], kind: 'number' })),
      { name: 'exported', kind: 'number' },
    ],
    nRows: keys.length,
    step: STEP,
    rows: (most) =>
      keys.slice(0, most).map((key) => {
        const token = key.tokens[0] ?? 0;
        const way = scores.visible[token] ? numbers(token) : masked;
        return { key: String(token), cells: [unitCell(key), ...way, exported(key)] };
      }),
  };
}

/** What is known of each neuron of a query. `neurons` are those shown, in order. */
export function neuronTable({ tensors, scores, profile }: Subject, neurons: readonly number[]): DataTable {
  const vector = tensors.query.subarray(scores.query * tensors.dim);
  const columns = ['q', 'share of |q × k|', 'mean q × k by attention', 'ρ with distance'];
  return {
    label: 'Neurons',
    caption: () => 'Neurons, in the order shown',
    columns: [{ name: 'Neuron', kind: 'name' }, ...columns.map((name): Column => ({ name, kind: 'number' }))],
    nRows: neurons.length,
    step: STEP,
    rows: (most) =>
      neurons.slice(0, most).map((neuron) => ({
        key: String(neuron),
        cells: [
          String(neuron),
          formatSigned(vector[neuron] ?? 0),
          formatPercent(profile.share[neuron] ?? 0),
          formatSigned(profile.attended[neuron] ?? 0),
          trendFacts(profile, neuron)[0]?.value ?? '',
        ],
      })),
  };
}
