/** What the Flows view shows, as tables and as comma-separated values. */

import { csvLine } from '../../core/csv';
import { isolated, type Cell, type DataTable } from '../../core/dataTable';
import { headsOf, influence } from '../../core/flows/flow';
import type { FlowUnion } from '../../core/flows/flowCompare';
import { chosenLinks } from '../../core/flows/flowLinks';
import { formatCount } from '../../core/format';
import type { FlowState } from './flow.svelte';

/** Rows shown at first, and with each further demand. */
const STEP = 200;

interface FlowLink {
  hop: number;
  edge: number;
  /** Which models have it in what is shown. */
  models: number;
}

/** Links in the order of the picture: from the root outwards. */
function linksInFocus({ union, shown, marks }: FlowState): FlowLink[] {
  if (!union || !shown) return [];
  const { links } = chosenLinks(union, shown, marks, Infinity);
  return Array.from({ length: links.length }, (_, at) => ({
    hop: links.hop[at] ?? 0,
    edge: links.edge[at] ?? 0,
    models: links.models[at] ?? 0,
  }));
}

/** Numbers of the heads of a link in each model that is shown. */
function headsOfLink({ edges, graphs }: FlowUnion, { hop, edge }: FlowLink): number[][] {
  const own = edges[hop];
  return own ? graphs.map((_, at) => headsOf(own.heads[at] ?? own.heads[0], own.words, edge)) : [];
}

/** Ends of a link, with their names and numbers. */
function endsOf(flow: FlowState, union: FlowUnion, { hop, edge }: FlowLink) {
  const { from: ring = 0, to: outer = 0 } = union.stack.hops[hop] ?? {};
  const [query, key] = [union.edges[hop]?.from[edge] ?? 0, union.edges[hop]?.to[edge] ?? 0];
  return {
    query: { ring, number: flow.names.number(ring, query), label: flow.names.token(ring, query) },
    key: { ring: outer, number: flow.names.number(outer, key), label: flow.names.token(outer, key) },
  };
}

const WHOSE = ['', 'first', 'second', 'both'];

/** The links that are shown, or those in focus, each with its heads: for two rings in focus, the steps of all paths. */
export function linkTable(flow: FlowState): DataTable {
  const { union, isCompared, names } = flow;
  const links = linksInFocus(flow);
  const heads = isCompared ? names.models.map((name) => `Heads, ${name}`) : ['Heads'];
  return {
    label: flow.marks ? 'Links in focus' : 'Links',
    caption: (nShown) =>
      `${nShown < links.length ? `The first ${formatCount(nShown)} of ${formatCount(links.length)}` : `All ${formatCount(links.length)}`} links${flow.marks ? ' in focus' : ''}, from the root outwards`,
    columns: [
      { name: 'Ring', kind: 'name', meaning: 'Of the token that is read' },
      { name: 'Token', kind: 'label', meaning: 'That reads, one ring further in' },
      { name: 'reads', kind: 'label' },
      ...heads.map((name) => ({ name, kind: 'label' as const })),
      ...(isCompared ? [{ name: 'In', kind: 'label' as const }] : []),
    ],
    nRows: links.length,
    step: STEP,
    rows: (most) =>
      links.slice(0, most).map((link) => {
        if (!union) return { key: '', cells: [] };
        const { query, key } = endsOf(flow, union, link);
        return {
          key: `${link.hop} ${link.edge}`,
          cells: [
            flow.ringName(key.ring),
            tokenCell(query),
            tokenCell(key),
            ...headsOfLink(union, link).map((each) => each.join(', ')),
            ...(isCompared ? [WHOSE[link.models] ?? ''] : []),
          ],
        };
      }),
  };
}

function tokenCell({ label, number }: { label: string; number: string }): Cell {
  return { text: label, beside: number };
}

/** The tokens of all rings, with the influence of each and how many read it. */
export function tokenTable(flow: FlowState): DataTable {
  const { union, shown, isCompared, names } = flow;
  const rings = (shown?.tokens ?? []).map((bits, ring) => ({
    ring,
    tokens: [...bits.keys()].filter((token) => bits[token] === 1),
  }));
  const rows = rings.slice(1).flatMap(({ ring, tokens }) => tokens.map((token) => ({ ring, token })));
  const graphs = union?.graphs ?? [];
  const values = graphs.map((graph) => rings.map(({ ring }) => influence(graph, ring)));
  const of = (name: string) => (isCompared ? names.models.map((model) => `${name}, ${model}`) : [name]);
  return {
    label: 'Tokens of the rings',
    caption: () =>
      `${formatCount(rows.length)} tokens, from the innermost ring outwards, for the root ${isolated(names.token(0, flow.root))}`,
    columns: [
      { name: 'Ring', kind: 'name' },
      { name: 'Token', kind: 'label' },
      ...of('Influence').map((name) => ({ name, kind: 'number' as const })),
      ...of('Read by heads').map((name) => ({ name, kind: 'number' as const })),
      ...(isCompared ? [{ name: 'In', kind: 'label' as const }] : []),
    ],
    nRows: rows.length,
    step: STEP,
    rows: (most) =>
      rows.slice(0, most).map(({ ring, token }) => ({
        key: `${ring} ${token}`,
        cells: [
          flow.ringName(ring),
          tokenCell({ label: names.token(ring, token), number: names.number(ring, token) }),
          ...values.map((rings) => (rings[ring]?.[token] ?? 0).toFixed(3)),
          ...graphs.map((graph) => String(graph.counts[ring]?.[token] ?? 0)),
          ...(isCompared ? [WHOSE[union?.members[ring]?.[token] ?? 0] ?? ''] : []),
        ],
      })),
  };
}

const COLUMNS = ['kind', 'layer', 'query', 'query_token', 'key', 'key_token', 'heads', 'heads_other', 'in'] as const;

/** The links that are shown, or those in focus; heads are joined by blanks. */
export function* flowCsv(flow: FlowState): Generator<string> {
  const { union } = flow;
  yield csvLine(COLUMNS);
  if (!union) return;
  for (const link of linksInFocus(flow)) {
    const { query, key } = endsOf(flow, union, link);
    const hop = union.stack.hops[link.hop];
    const [first = [], second = []] = headsOfLink(union, link);
    const ends = [query.number, query.label, key.number, key.label];
    yield csvLine([
      hop?.kind ?? '',
      hop?.layer ?? 0,
      ...ends,
      first.join(' '),
      second.join(' '),
      WHOSE[link.models] ?? '',
    ]);
  }
}
