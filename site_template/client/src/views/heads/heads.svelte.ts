/** The Heads view in values: the heads that are on, what is in focus, and what the page says about it. */

import { headColours } from '../../core/colour';
import { stepFacts } from '../../core/continuation';
import { describeLink, strongestPartners, unitFacts, type Description } from '../../core/describe';
import { attentionFrom, attentionTo, focusOf, isEmpty, meanOverHeads, type Place } from '../../core/focus';
import { formatWeight } from '../../core/format';
import { collectLinks, LEAST_SEEN, NO_LINKS, strongest, type Link } from '../../core/links';
import type { ViewProps } from '../../core/payload';
import type { Target } from '../../core/stage';
import type { Side, Unit } from '../../core/units';
import { theme } from '../../shell/theme.svelte';
import { SelectedLayer } from '../layer.svelte';
import { Shown } from '../shown.svelte';

/** Weights below this are not written beside the tokens. */
const LEAST_WRITTEN = 0.001;

export class HeadsState {
  target: Target | null = $state.raw(null);
  readonly shown: Shown;
  readonly layer: SelectedLayer;

  private readonly chosen = $derived.by(() => this.props().page.heads);
  readonly codes = $derived.by(() => this.layer.codes);
  readonly weights = $derived.by(() => this.codes && this.shown.toWeights(this.codes));

  /** Indices of the heads that are switched on, and their numbers. */
  readonly active: readonly number[] = $derived.by(() =>
    (this.codes?.heads ?? []).flatMap((head, at) => (this.chosen?.includes(head) === false ? [] : [at])),
  );
  readonly activeHeads: readonly number[] = $derived(this.active.map((at) => this.codes?.heads[at] ?? -1));
  /** By head number, and by index. */
  readonly palette = $derived(headColours(1 + Math.max(0, ...(this.codes?.heads ?? [])), theme.dark));
  readonly colours: readonly string[] = $derived(
    (this.codes?.heads ?? []).map((head) => this.palette[head]?.fill ?? ''),
  );
  readonly activeColours: readonly string[] = $derived(this.active.map((at) => this.colours[at] ?? ''));

  readonly focus = $derived.by(() => {
    const hover = this.target?.kind === 'unit' ? this.target.place : null;
    return focusOf(hover, this.shown.pinnedQueries, this.shown.pinnedKeys);
  });
  /** Rows in focus; null for every row. */
  readonly ends = $derived({
    queries: this.focus.queries.length ? this.focus.queries : null,
    keys: this.focus.keys.length ? this.focus.keys : null,
  });
  readonly links = $derived(
    this.weights ? collectLinks(this.weights, this.active, { queries: null, keys: null }, LEAST_SEEN) : NO_LINKS,
  );
  /** Weight of full opacity: the strongest link's. */
  readonly most: number = $derived(strongest(this.links, 1)[0]?.weight ?? 1);
  /** Links of the rows in focus; null while none is. */
  readonly focusLinks = $derived(
    this.weights && !isEmpty(this.focus) ? collectLinks(this.weights, this.active, this.ends, LEAST_SEEN) : null,
  );
  /** What each key gets from the queries in focus, and each query gives to the keys in focus: (active head, row). */
  readonly keyWeights = $derived(
    this.weights && this.ends.queries ? attentionFrom(this.weights, this.active, this.ends.queries) : null,
  );
  readonly queryWeights = $derived(
    this.weights && this.ends.keys ? attentionTo(this.weights, this.active, this.ends.keys) : null,
  );
  private readonly means: Record<Side, Float32Array | null> = $derived({
    query: this.queryWeights && meanOverHeads(this.queryWeights, this.active.length),
    key: this.keyWeights && meanOverHeads(this.keyWeights, this.active.length),
  });

  readonly names: Record<Side, string> = $derived.by(() => {
    const { query, key } = this.props().attention;
    return query === key ? { query: 'Query', key: 'Key' } : { query: `Query, ${query}`, key: `Key, ${key}` };
  });
  readonly description: Description | null = $derived.by(() => this.target && this.describe(this.target));

  /** To be made while a component is set up, because it watches the props. */
  constructor(private readonly props: () => ViewProps) {
    this.shown = new Shown(props);
    this.layer = new SelectedLayer(props);
  }

  /** The number beside a row: the mean over the heads that are switched on. */
  value({ side, unit }: Place): string {
    const weight = this.means[side]?.[unit] ?? 0;
    return weight >= LEAST_WRITTEN ? formatWeight(weight) : '';
  }

  pin({ side, unit }: Place): void {
    const crossing = side === 'query' ? { query: unit, key: null } : { query: null, key: unit };
    this.props().update(this.shown.togglePins(crossing));
  }

  select(link: Link): void {
    this.props().update({ head: this.codes?.heads[link.head] ?? null });
  }

  clear(): void {
    this.props().update({ queries: [], keys: [] });
  }

  private describe(target: Target): Description | null {
    if (target.kind === 'link') {
      const { head, query, key } = target.link;
      return this.describeLinks([head], [query], [key]);
    }
    const { side, unit } = target.place;
    const queries = side === 'query' ? [unit] : this.focus.queries;
    const keys = side === 'key' ? [unit] : this.focus.keys;
    if (target.kind === 'cell') return this.describeLinks([this.active[target.slot] ?? 0], queries, keys);
    return queries.length && keys.length
      ? this.describeLinks(this.active, queries, keys)
      : this.describeUnit(target.place);
  }

  private describeLinks(heads: readonly number[], queries: readonly number[], keys: readonly number[]) {
    const unitsAt = (rows: readonly number[], units: readonly Unit[]) => rows.flatMap((row) => units[row] ?? []);
    const { queries: from, keys: to } = this.shown;
    return this.codes && describeLink(this.codes, heads, unitsAt(queries, from), unitsAt(keys, to));
  }

  private describeUnit({ side, unit }: Place): Description | null {
    const { queries, keys } = this.shown;
    const [own, others, arrow] = side === 'query' ? [queries, keys, '→'] : [keys, queries, '←'];
    const subject = own[unit];
    const weights = side === 'query' ? this.means.key : this.means.query;
    if (!subject) return null;
    const partners = weights ? strongestPartners(weights, others) : [];
    return {
      title: subject.label,
      facts: [
        ...unitFacts(subject, this.props()[side]),
        ...stepFacts(this.props().run, subject),
        ...partners.map(({ name, value }) => ({ name: `${arrow} ${name}`, value })),
      ],
    };
  }
}
