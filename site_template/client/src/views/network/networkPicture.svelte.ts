/** Where everything of the network lies, and what of it is in sight. */

import { linksInWindow, type Links, type Selection } from '../../core/links';
import { inSight, isLinked, networkOf, type LayerForm, type Network } from '../../core/network/network';
import type { Picture } from '../../core/network/networkTarget';
import { bandsOf, type Bands } from '../../core/network/sankey';
import type { Word } from '../../core/trace';
import type { Unit } from '../../core/units';
import { BAR_HEIGHT, BOX_GAP, ROW_HEIGHT } from '../../core/network/wordBox';
import { fittedLabels, type Scene, type Sight, type Words } from './drawNetwork';
import { HEAD_HEIGHT } from './networkSizes';
import { once } from '../../core/once';
import { textWidth } from '../textWidth';

/** What is laid out. */
export interface PictureProps {
  forms: readonly LayerForm[];
  /** Whether the queries of a layer are the keys of the next one. */
  isChained: boolean;
  queries: readonly Unit[];
  keys: readonly Unit[];
  /** By layer; null until they are known. */
  links: readonly (Links | null)[];
  received: readonly (Float32Array | null)[];
  /** By layer, the colour of each head by its index. */
  colours: readonly (readonly string[])[];
  hasBars: boolean;
  barScale: number;
}

/** Links drawn at most, the strongest of those in sight: what moves must fit into a frame, what rests may take a few. */
const BUDGET = { resting: 2400, moving: 600 };
const NONE: Selection = { places: new Uint32Array(), total: 0 };

export class NetworkPicture implements Picture {
  /** Sizes of the area that scrolls, and how far it is scrolled, in CSS pixels. */
  width = $state(0);
  viewHeight = $state(0);
  scroll = $state.raw({ x: 0, y: 0 });
  /** Whether the reader scrolls or moves the slider. */
  isMoving = $state(false);
  /** By panel, the height of what stands in place of its links. */
  panelHeights: number[] = $state([]);

  readonly hasBars: boolean = $derived.by(() => this.props().hasBars);
  readonly rowHeight: number = $derived(this.hasBars ? ROW_HEIGHT.bars : ROW_HEIGHT.plain);
  private readonly queries = $derived.by(() => this.props().queries);
  private readonly keys = $derived.by(() => this.props().keys);
  private readonly links = $derived.by(() => this.props().links);
  private readonly colours = $derived.by(() => this.props().colours);
  readonly counts = $derived({ query: this.queries.length, key: this.keys.length });

  private readonly label = $derived(textWidth([...this.queries, ...this.keys], '12px'));
  readonly network: Network = $derived.by(() => {
    const { forms, isChained } = this.props();
    return networkOf(forms, isChained, { width: this.width, label: this.label });
  });
  private readonly columnWidth = $derived(Math.max(0, ...this.network.columns.map(({ width }) => width)));
  private readonly labels = $derived({
    query: fittedLabels(this.queries, this.columnWidth),
    key: fittedLabels(this.keys, this.columnWidth),
  });
  private readonly toBands = $derived.by(() => {
    const [rowHeight, nQuery, nKey] = [this.rowHeight, this.queries.length, this.keys.length];
    return once((links: Links) => bandsOf(links, nQuery, nKey, { height: rowHeight, full: rowHeight - BOX_GAP }));
  });
  private readonly bands: readonly (Bands | null)[] = $derived(this.links.map((links) => links && this.toBands(links)));

  /** By panel, whether something stands in place of its links. */
  readonly isOpen: readonly boolean[] = $derived(this.network.panels.map((panel) => !isLinked(panel)));
  /** By panel, whether it is in sight or nearly so; others are not in the page, because a model may have very many. */
  readonly isNear: readonly boolean[] = $derived.by(() => {
    const near = inSight(this.network.panels, this.scroll.x - this.width, this.scroll.x + 2 * this.width);
    return this.network.panels.map((panel) => near.includes(panel));
  });
  readonly bodyHeight: number = $derived.by(() => {
    const hasWords = this.network.columns.some(({ width }) => width > 0);
    const open = this.isOpen.map((isOpen, at) => (isOpen ? (this.panelHeights[at] ?? 0) : 0));
    return Math.max(hasWords ? this.rowHeight * Math.max(this.counts.query, this.counts.key) : 0, ...open);
  });
  readonly sight: Sight = $derived({
    ...this.scroll,
    width: Math.min(this.width, this.network.width),
    height: Math.max(0, Math.min(this.bodyHeight, this.viewHeight - HEAD_HEIGHT)),
  });

  /** By panel, the links that are drawn. */
  readonly selections: readonly Selection[] = $derived.by(() => {
    const { x, y, width, height } = this.sight;
    const [first, last] = [Math.floor(y / this.rowHeight), Math.ceil((y + height) / this.rowHeight) - 1];
    const seen = inSight(this.network.panels, x, x + width).filter(isLinked);
    const budget = Math.floor((this.isMoving ? BUDGET.moving : BUDGET.resting) / Math.max(1, seen.length));
    return this.network.panels.map((panel, at) => {
      const links = this.links[at];
      return links && seen.includes(panel) ? linksInWindow(links, first, last, budget) : NONE;
    });
  });

  readonly words: Words = $derived.by(() => {
    const { barScale, received } = this.props();
    return {
      network: this.network,
      units: { query: this.queries, key: this.keys },
      labels: this.labels,
      rowHeight: this.rowHeight,
      barHeight: this.hasBars ? BAR_HEIGHT : 0,
      barScale,
      received,
      colours: this.colours,
    };
  });
  readonly layers = $derived(
    this.network.panels.map((_, at) => ({
      links: this.links[at] ?? null,
      bands: this.bands[at] ?? null,
      places: (this.selections[at] ?? NONE).places,
      nHeads: this.colours[at]?.length ?? 0,
    })),
  );
  readonly scene: Scene = $derived({
    ...this.words,
    layers: this.layers,
    isRough: this.isMoving,
  });

  /** To be made while a component is set up. */
  constructor(private readonly props: () => PictureProps) {}

  /** The box of a word in the part in sight. */
  boxOf({ column: at, unit }: Word): { x: number; y: number; width: number } {
    const column = this.network.columns[at];
    return {
      x: (column?.x ?? 0) - this.scroll.x,
      y: unit * this.rowHeight - this.scroll.y,
      width: column?.width ?? 0,
    };
  }
}
