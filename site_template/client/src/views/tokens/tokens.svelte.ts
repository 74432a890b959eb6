/** The Tokens view in values: its vectors, their aggregates, and what the page says about them. */

import { headColours } from '../../core/colour';
import { numbersAt, strongestPartners, unitFacts, type Description, type Fact } from '../../core/describe';
import { formatMeasured, formatNumber } from '../../core/format';
import { once } from '../../core/once';
import type { LayerCodes, ViewProps } from '../../core/payload';
import { aggregateAt, aggregated, AGGREGATE_NAMES } from '../../core/tokens/aggregates';
import { madeColour } from '../../core/tokens/tokensColours';
import type { RowPlace } from '../../core/tokens/rowLayout';
import { seriesDomain, type Domain } from '../../core/tokens/series';
import { layerValues, measuredValue, quantityOf, type Asked } from '../../core/tokens/tokenValues';
import {
  AGGREGATES,
  styled,
  type Aggregate,
  type Axis,
  type MadeAggregate,
  type VectorId,
  type VectorStyle,
} from '../../core/tokens/tokensState';
import {
  headPlace,
  headSource,
  importedSources,
  styledVectors,
  type Block,
  type HeadPlace,
  type Vector,
} from '../../core/tokens/vectorList';
import type { Side, Unit } from '../../core/units';
import { theme } from '../../shell/theme.svelte';
import { Shown } from '../shown.svelte';
import { cssColour } from './cssColour';
import { TokenData } from './tokenData.svelte';

/** A row of cells: a vector, or an aggregate that the reader made (its place among them). */
export interface TokenRow {
  name: string;
  colour: string;
  values: ArrayLike<number>;
  vector: Vector | null;
  made: number | null;
}

export class TokensState {
  target: RowPlace | null = $state.raw(null);
  readonly shown: Shown;
  readonly data: TokenData;

  private readonly choice = $derived.by(() => this.props().page.vectors);
  private readonly wanted = $derived.by(() => this.props().page.quantity);
  private readonly kind = $derived.by(() => this.props().attention.kind);
  private readonly styles = $derived.by(() => this.props().page.styles);
  readonly made: readonly MadeAggregate[] = $derived.by(() => this.props().page.made);
  private readonly wantedAggregate = $derived.by(() => this.props().page.aggregate);
  private readonly run = $derived.by(() => this.props().run);
  readonly axis: Axis = $derived.by(() => this.props().page.axis);
  private readonly wantedSpan = $derived.by(() => this.props().page.span);

  /** Whether the vectors were imported, so that nothing is known of heads. */
  readonly isImported: boolean = $derived.by(() => this.run.attention.length === 0);
  readonly quantity = $derived(quantityOf(this.wanted, this.kind));
  /** The side of the tokens that have values. */
  readonly side: Side = $derived(this.quantity === 'self' ? 'query' : 'key');
  /** The tokens that have values. */
  readonly units: Unit[] = $derived.by(() => (this.side === 'query' ? this.shown.queries : this.shown.keys));
  private readonly sequence = $derived.by(() => this.props()[this.side]);
  /** Numbers of the first and the last token of each unit, as a reader counts them. */
  readonly bounds: readonly (readonly [number, number])[] = $derived.by(() =>
    this.units.map(({ tokens }) => [
      numbersAt(this.sequence, tokens[0] ?? 0)[0],
      numbersAt(this.sequence, tokens.at(-1) ?? 0)[1],
    ]),
  );
  /** Of the first ones, for an axis. */
  readonly numbers: readonly string[] = $derived(this.bounds.map(([first]) => String(first)));
  private readonly asked: Asked = $derived.by(() => ({
    quantity: this.quantity,
    queries: this.shown.queries,
    keys: this.units,
  }));
  /** Whether the two texts between which attention is shown have no token in common. */
  readonly isApart: boolean = $derived.by(
    () => this.quantity === 'self' && !this.isImported && !this.shown.hasDiagonal && this.units.length > 0,
  );

  /** Values of each layer, worked out once for every way to ask. */
  private readonly values = $derived.by(() => {
    const { asked } = this;
    return once((codes: LayerCodes) => layerValues(codes, asked));
  });
  private readonly came = $derived.by(() => {
    const { content } = this.data;
    if (!content) return null;
    if (content.imported) return importedSources(content.imported, this.run, this.units, cssColour);
    const sources = content.heads.flatMap((place) => {
      const values = this.valuesOfHead(place);
      return values ? [headSource(place, this.choice, values)] : [];
    });
    return { sources, blocks: [{ name: null, start: 0, end: this.units.length }] };
  });

  private readonly palette: readonly string[] = $derived.by(() => {
    const most = (this.came?.sources ?? []).reduce((largest, { hue }) => Math.max(largest, hue), 0);
    return headColours(1 + most, theme.dark).map(({ fill }) => fill);
  });
  private readonly list = $derived(styledVectors(this.came?.sources ?? [], this.styles, this.palette));
  /** Null until they have arrived. */
  readonly vectors: readonly Vector[] | null = $derived(this.came && this.list.kept);
  readonly removed = $derived(this.list.removed);
  readonly blocks: readonly Block[] = $derived(this.came?.blocks ?? []);
  /** Text, because other changes of the styles leave it as it is. */
  private readonly removedIds = $derived.by(() =>
    this.styles
      .filter(({ removed }) => removed)
      .map(({ id }) => id)
      .join(' '),
  );
  /** Values of those that are left, shown or hidden: what aggregates are over. */
  readonly left: readonly Float32Array[] = $derived.by(() => {
    const removed = this.removedIds.split(' ');
    return (this.came?.sources ?? []).filter(({ id }) => !removed.includes(id)).map(({ values }) => values);
  });

  readonly rows: readonly TokenRow[] = $derived.by(() => [
    ...this.made.map((aggregate, at): TokenRow => {
      const values = aggregated(aggregate.how, this.valuesOf(aggregate), this.units.length);
      return { name: aggregate.name, colour: madeColour(theme.dark), values, vector: null, made: at };
    }),
    ...this.list.kept.filter(({ shown }) => shown).map((vector): TokenRow => ({ ...vector, vector, made: null })),
  ]);
  /** The rows of each block: its vectors, and what the reader made, which is everywhere. */
  readonly rowsOf: readonly (readonly number[])[] = $derived(
    this.blocks.map((_, block) =>
      this.rows.flatMap(({ vector }, at) => (vector === null || vector.block === block ? [at] : [])),
    ),
  );
  /** Of the values of all vectors that are left: the ends of the colours. */
  readonly domain: Domain = $derived(seriesDomain(this.left, 0, this.units.length - 1, 'linear'));

  /** The chosen aggregate; the mean where the reader's own is gone. */
  readonly aggregate: Aggregate | number = $derived.by(() =>
    typeof this.wantedAggregate === 'number' && !this.made[this.wantedAggregate] ? 'mean' : this.wantedAggregate,
  );
  readonly aggregateName: string = $derived(
    typeof this.aggregate === 'number' ? (this.made[this.aggregate]?.name ?? '') : AGGREGATE_NAMES[this.aggregate].name,
  );
  readonly series: Float64Array = $derived.by(() => {
    const made = typeof this.aggregate === 'number' ? this.made[this.aggregate] : undefined;
    const how = made?.how ?? (typeof this.aggregate === 'number' ? 'mean' : this.aggregate);
    return aggregated(how, made ? this.valuesOf(made) : this.left, this.units.length);
  });
  readonly highlighted: readonly Vector[] = $derived(this.list.kept.filter(({ highlighted }) => highlighted));
  /** What the text is shaded by: the mean of the highlighted vectors, or else the chosen aggregate. */
  readonly shade = $derived.by(() => {
    const vectors = this.highlighted.map(({ values }) => values);
    const values = vectors.length > 0 ? aggregated('mean', vectors, this.units.length) : this.series;
    const own = this.highlighted.length === 1 ? this.highlighted[0]?.colour : undefined;
    const names = this.highlighted.map(({ name }) => name);
    const name =
      names.length === 0 ? this.aggregateName : names.length > 3 ? `${names.length} vectors` : names.join(', ');
    const domain = seriesDomain([values], 0, this.units.length - 1, 'linear');
    return { values, domain, colour: own ?? 'var(--accent)', name, isMean: names.length > 1 };
  });

  /** Units of the series that are shown. */
  readonly span = $derived.by(() => {
    const span = this.wantedSpan;
    const last = Math.max(0, this.units.length - 1);
    if (!span) return { first: 0, last };
    const first = this.units.findIndex(({ tokens }) => (tokens.at(-1) ?? 0) >= span[0]);
    const end = this.units.findLastIndex(({ tokens }) => (tokens[0] ?? 0) <= span[1]);
    return first < 0 || end < first ? { first: 0, last } : { first, last: end };
  });
  /** Numbers of the first and the last token of these. */
  readonly ends = $derived.by(() => ({
    first: this.bounds[this.span.first]?.[0] ?? 0,
    last: this.bounds[this.span.last]?.[1] ?? 0,
  }));
  readonly isZoomed: boolean = $derived(this.span.first > 0 || this.span.last < this.units.length - 1);
  /** All values share an axis with the aggregate. */
  readonly seriesDomain: Domain = $derived(
    seriesDomain([...this.left, this.series], this.span.first, this.span.last, this.axis),
  );

  /** Whether some values have no logarithm. */
  readonly hasNoLog: boolean = $derived(
    [...this.left, this.series].some((values) => values.some((value) => value <= 0)),
  );

  readonly pinned: readonly number[] = $derived.by(() => {
    const { pinnedQueries, pinnedKeys } = this.shown;
    return this.side === 'query' ? pinnedQueries : pinnedKeys;
  });
  readonly description: Description | null = $derived.by(() => this.target && this.describe(this.target));

  /** To be made while a component is set up, because it watches the props. */
  constructor(private readonly props: () => ViewProps) {
    this.shown = new Shown(props);
    this.data = new TokenData(props);
  }

  /** Point at a token, a cell, or a row; the same place again changes nothing. */
  aim(place: RowPlace | null): void {
    if (place?.unit !== this.target?.unit || place?.row !== this.target?.row) this.target = place;
  }

  /** Pin the token, and select the head of the row everywhere. */
  choose({ unit, row }: RowPlace): void {
    const place = this.rows[row ?? -1]?.vector?.place;
    const crossing = { query: null, key: null, [this.side]: unit };
    const pins = unit === null ? {} : this.shown.togglePins(crossing);
    this.props().update({ ...pins, ...place });
  }

  style(id: string, change: Partial<Omit<VectorStyle, 'id'>>): void {
    this.props().update({ styles: styled(this.styles, id, change) });
  }

  /** The same change of several vectors. */
  styleAll(ids: readonly string[], change: Partial<Omit<VectorStyle, 'id'>>): void {
    this.props().update({
      styles: ids.reduce<readonly VectorStyle[]>((all, id) => styled(all, id, change), this.styles),
    });
  }

  /** Add an aggregate, and show it. */
  make(aggregate: MadeAggregate): void {
    this.props().update({ made: [...this.made, aggregate], aggregate: this.made.length });
  }

  rename(at: number, name: string): void {
    this.props().update({ made: this.made.map((each, place) => (place === at ? { ...each, name } : each)) });
  }

  unmake(at: number): void {
    const { aggregate } = this;
    const next =
      typeof aggregate !== 'number' || aggregate < at ? aggregate : aggregate === at ? 'mean' : aggregate - 1;
    this.props().update({ made: this.made.filter((_, place) => place !== at), aggregate: next });
  }

  /** Show the units from one to another in the series. */
  zoom({ first, last }: { first: number; last: number }): void {
    const [from, to] = [this.units[first]?.tokens[0], this.units[last]?.tokens.at(-1)];
    const isAll = first <= 0 && last >= this.units.length - 1;
    this.props().update({ span: isAll || from === undefined || to === undefined ? null : [from, to] });
  }

  /** Values of the vectors that an aggregate is over, whatever heads are chosen now; not of removed ones. */
  private valuesOf({ of }: MadeAggregate): Float32Array[] {
    if (this.isImported) return this.list.kept.filter(({ id }) => of.includes(id)).map(({ values }) => values);
    const isRemoved = (id: VectorId) => this.styles.some((style) => style.id === id && style.removed);
    return of.flatMap((id) => (isRemoved(id) ? [] : (this.valuesOfHead(headPlace(id)) ?? [])));
  }

  /** Null where the layer is not here, or keeps other heads. */
  private valuesOfHead({ layer, head }: HeadPlace): Float32Array | null {
    const codes = this.data.content?.codes.find((each) => each.layer === layer);
    const at = codes?.heads.indexOf(head) ?? -1;
    const n = this.units.length;
    return codes && at >= 0 ? this.values(codes).subarray(at * n, (at + 1) * n) : null;
  }

  private describe({ unit, row }: RowPlace): Description | null {
    const [subject, cells] = [this.units[unit ?? -1], this.rows[row ?? -1]];
    if (!subject) return cells ? this.describeRow(cells) : null;
    const facts = unitFacts(subject, this.sequence);
    const value: Fact[] = cells && unit !== null ? [{ name: cells.name, value: this.valueText(cells, unit) }] : [];
    return { title: subject.label, facts: [...value, ...facts, ...this.aggregateFacts(unit ?? 0)] };
  }

  private describeRow({ name, values }: TokenRow): Description {
    const facts = strongestPartners(
      Float32Array.from(values, (value) => value || 0),
      this.units,
    );
    return { title: name, facts };
  }

  /** A value as it is known: of attention with its bound. */
  private valueText({ vector, values }: TokenRow, unit: number): string {
    const codes = this.data.content?.codes.find(({ layer }) => layer === vector?.place?.layer);
    if (!vector?.place || !codes) return formatNumber(values[unit] ?? NaN);
    return formatMeasured(measuredValue(codes, codes.heads.indexOf(vector.place.head), this.asked, unit));
  }

  private aggregateFacts(unit: number): Fact[] {
    const made = this.made.map((each) => ({
      name: each.name,
      value: formatNumber(aggregateAt(each.how, this.valuesOf(each), unit)),
    }));
    const usual = AGGREGATES.map((how) => ({
      name: AGGREGATE_NAMES[how].name.toLowerCase(),
      value: formatNumber(aggregateAt(how, this.left, unit)),
    }));
    return [...made, ...usual];
  }
}
