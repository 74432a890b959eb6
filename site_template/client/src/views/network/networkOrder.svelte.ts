/** The numbers that heads are ordered by, and those of the bars above the layers. */

import { sharesOn } from '../../core/bars';
import { formatPercent } from '../../core/format';
import type { ViewProps } from '../../core/payload';
import { headDistance } from '../../core/sides';
import { formatOrderValue, ORDERS, orderValues, sortedHeads } from '../../core/sorting';
import { HEAD_ORDERS } from '../../core/state';
import type { NetworkData } from './network.svelte';
import { orderText } from './networkText';

type Numbers = readonly number[];

/** Milliseconds without a change after which the slider rests. */
const RESTED = 120;

export class HeadOrders {
  private readonly order = $derived.by(() => this.props().page.order);
  private readonly head = $derived.by(() => this.props().page.head);
  private readonly layer = $derived.by(() => this.props().page.layer);
  private readonly layers = $derived.by(() => this.props().attention.layers);

  /** By layer, the distance of every head from the selected one; null if there is none, or nobody asks. */
  readonly distances: readonly (Numbers | null)[] | null = $derived.by(() => {
    if (this.order !== 'similarity' || this.head === null) return null;
    const { codes, isSelf } = this.data;
    const own = codes[this.layers.findIndex(({ layer }) => layer === this.layer)];
    const at = own?.heads.indexOf(this.head) ?? -1;
    if (!own || at < 0) return null;
    return codes.map((each) => each?.heads.map((_, head) => headDistance(each, head, own, at, isSelf)) ?? null);
  });

  /** By layer, what its heads are ordered by; null for their numbers. */
  readonly values: readonly (Numbers | null)[] = $derived(
    this.layers.map(({ network }, at) => orderValues(this.order, network, this.distances?.[at] ?? null)),
  );

  /** By layer, what its bars show: what heads are ordered by, else the share of their attention on the links. */
  readonly bars: readonly Numbers[] = $derived(this.layers.map((_, at) => this.values[at] ?? this.shares(at)));
  readonly most: number = $derived(Math.max(1e-6, ...this.bars.flat().map(Math.abs)));

  /** Orders that there are no numbers for. */
  readonly missing: readonly string[] = $derived(
    HEAD_ORDERS.filter((order) => order !== 'number' && this.isMissing(order)),
  );

  /** The links, once the slider rests: a bar per head of every layer takes longer than a frame. */
  private rested: NetworkData['links'] = $state.raw([]);

  /** To be made while a component is set up, because it watches the links. */
  constructor(
    private readonly props: () => ViewProps,
    private readonly data: NetworkData,
  ) {
    $effect(() => {
      const { links } = this.data;
      const timer = setTimeout(() => (this.rested = links), RESTED);
      return () => {
        clearTimeout(timer);
      };
    });
  }

  /** Places of a layer's heads in the order shown. */
  placesOf(at: number): number[] {
    return sortedHeads(this.layers[at]?.heads.length ?? 0, this.values[at] ?? null);
  }

  /** The number under a heat map; empty for none. */
  shortText(at: number, head: number): string {
    const value = this.values[at]?.[head];
    return value === undefined ? '' : formatOrderValue(this.order, value, this.data.isSelf);
  }

  barText(at: number, head: number): string {
    const value = this.bars[at]?.[head] ?? 0;
    return this.values[at]
      ? `${this.order} ${orderText(this.order, value, this.data.isSelf)}`
      : `${formatPercent(value)} of its attention is on links that are not hidden`;
  }

  /** Of a head's attention in a layer (their numbers), the share that goes to what is shown. */
  shownShare(layer: number, head: number): number {
    const place = this.layers.findIndex((each) => each.layer === layer);
    const at = this.layers[place]?.heads.indexOf(head) ?? -1;
    const [received, nKey] = [this.data.flows[place]?.received, this.data.keys.length];
    if (!received || at < 0) return 0;
    const sum = received.subarray(at * nKey, (at + 1) * nKey).reduce((total, each) => total + each, 0);
    return Math.min(1, sum / Math.max(1, this.data.queries.length));
  }

  /** What the bars show, with their domain. */
  get legend(): string {
    if (!this.values.some(Boolean)) return `${ORDERS.number.meaning}, up to ${formatPercent(this.most)}`;
    const text = orderText(this.order, this.most, this.data.isSelf).replace('+', '±');
    return `${ORDERS[this.order].meaning}, up to ${text}`;
  }

  private isMissing(order: 'position' | 'entropy' | 'focus' | 'similarity'): boolean {
    return order === 'similarity' ? this.head === null : this.layers.every(({ network }) => !network);
  }

  private shares(at: number): Numbers {
    const { codes, queries, keys } = this.data;
    const [own, shown] = [codes[at], this.rested[at]];
    return own && shown ? sharesOn(shown, own, queries, keys) : [];
  }
}
