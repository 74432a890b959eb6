/** The Model view in values: its grid of heads, what is pointed at and selected, and what the page says about it. */

import { headColours } from '../../core/colour';
import type { Description } from '../../core/describe';
import { formatWeight, headName } from '../../core/format';
import { columnsOfHeads, type Cell } from '../../core/grid';
import type { LayerCodes, ViewProps } from '../../core/payload';
import { headProfile } from '../../core/profile';
import { oneHead } from '../../core/regroup';
import { theme } from '../../shell/theme.svelte';
import { SelectedLayer } from '../layer.svelte';
import type { Strongest } from './paintGrid';
import { Shown } from '../shown.svelte';
import { summariesOf } from '../summaries';

export class ModelState {
  hover: Cell | null = $state.raw(null);
  description: Description | null = $state.raw(null);
  /** The strongest link of each head, by its number, of the rows painted so far. */
  strongest: readonly ReadonlyMap<number, Strongest>[] = $state.raw([]);
  readonly shown: Shown;
  readonly selectedLayer: SelectedLayer;

  private readonly attention = $derived.by(() => this.props().attention);
  private readonly loaded = $derived.by(() => this.props().loaded);
  private readonly modelKey = $derived.by(() => this.props().model.key);

  /** Numbers of the layers, and of the heads that any of them keeps. */
  readonly layers = $derived(this.attention.layers.map(({ layer }) => layer));
  readonly heads = $derived(columnsOfHeads(this.attention.layers));
  /** By head number. */
  readonly colours = $derived(headColours(1 + Math.max(0, ...this.heads), theme.dark).map(({ fill }) => fill));

  /** Another function for another document, model or kind. */
  readonly codesOf: (layer: number) => Promise<LayerCodes> = $derived.by(() => {
    const { loaded, modelKey, attention } = this;
    return (layer) => loaded.layerCodes(modelKey, attention.kind, layer);
  });

  readonly selected: Cell | null = $derived.by(() => {
    const { layer, head } = this.props().page;
    const cell = { row: this.layers.indexOf(layer), column: head === null ? -1 : this.heads.indexOf(head) };
    return cell.row < 0 || cell.column < 0 ? null : cell;
  });
  /** The selected head alone; null while none is, or while its bytes are not there. */
  readonly enlarged: LayerCodes | null = $derived.by(() => {
    const { codes } = this.selectedLayer;
    const at = codes?.heads.indexOf(this.props().page.head ?? -1) ?? -1;
    return codes && at >= 0 ? oneHead(codes, at) : null;
  });
  readonly weights = $derived.by(() => this.enlarged && this.shown.toWeights(this.enlarged));
  readonly summaries = $derived.by(() => summariesOf(this.layers, this.strongest, this.shown.queries, this.shown.keys));

  /** To be made while a component is set up, because it watches the props. */
  constructor(private readonly props: () => ViewProps) {
    this.shown = new Shown(props);
    this.selectedLayer = new SelectedLayer(props);
  }

  select(cell: Cell): void {
    this.props().update({ layer: this.layerAt(cell), head: this.headAt(cell) });
  }

  /** Show the head alone in the Heads view. */
  open(cell: Cell): void {
    const head = this.headAt(cell);
    this.props().update({ view: 'heads', layer: this.layerAt(cell), head, heads: [head] });
  }

  async point(cell: Cell | null): Promise<void> {
    this.hover = cell;
    this.description = null;
    const description = cell && (await this.describe(cell));
    if (this.hover === cell) this.description = description;
  }

  private layerAt({ row }: Cell): number {
    return this.layers[row] ?? 0;
  }

  private headAt({ column }: Cell): number {
    return this.heads[column] ?? 0;
  }

  private async describe(cell: Cell): Promise<Description> {
    const [layer, head] = [this.layerAt(cell), this.headAt(cell)];
    const title = headName(layer, head);
    const codes = await this.codesOf(layer).catch(() => null);
    const at = codes?.heads.indexOf(head) ?? -1;
    if (!codes || at < 0) return { title, facts: [{ name: 'not kept in this export', value: '' }] };
    const { focus } = headProfile(codes, at, this.shown.isSelf);
    return {
      title,
      facts: [...this.strongestFacts(layer, head), { name: 'focus', value: `${focus.toFixed(2)} nats` }],
    };
  }

  private strongestFacts(layer: number, head: number): Description['facts'] {
    const summary = this.summaries.find((candidate) => candidate.layer === layer && candidate.head === head);
    if (!summary?.from || !summary.to) return [];
    const { from, to, weight } = summary;
    return [{ name: 'strongest', value: `${from.label} → ${to.label}, ${formatWeight(weight)}` }];
  }
}
