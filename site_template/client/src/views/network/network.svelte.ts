/** What the Network view derives from the page's state: units, attention over the chosen heads, and links. */

import { collectLinks, LEAST_SEEN, type Links } from '../../core/links';
import type { LayerCodes, ViewProps } from '../../core/payload';
import { regroup, type UnitWeights } from '../../core/regroup';
import { emptied, flowOf, type Flow } from '../../core/network/sankey';
import { shownUnits, type Unit } from '../../core/units';
import { once } from '../../core/once';

const EVERYWHERE = { queries: null, keys: null };

/**
 * Every value is a step of its own, so that a change of the page's state recomputes only what it concerns: moving the
 * slider must not average a layer again.
 */
export class NetworkData {
  /** Why a layer cannot be shown. */
  failure: string | null = $state(null);
  private arrived: readonly (LayerCodes | null)[] = $state.raw([]);

  private readonly loaded = $derived.by(() => this.props().loaded);
  private readonly model = $derived.by(() => this.props().model.key);
  private readonly attention = $derived.by(() => this.props().attention);
  private readonly level = $derived.by(() => this.props().page.level);
  private readonly specials = $derived.by(() => this.props().page.specials);
  private readonly raw = $derived.by(() => this.props().page.raw);
  private readonly pair = $derived.by(() => this.props().page.pair);
  private readonly chosen = $derived.by(() => this.props().page.heads);
  private readonly link = $derived.by(() => this.props().page.link);
  private readonly querySequence = $derived.by(() => this.props().query);
  private readonly keySequence = $derived.by(() => this.props().key);

  /** A filter for pairs hides links and no words, because the queries of a layer are the keys of the next one. */
  private readonly unitOptions = $derived({
    level: this.level,
    specials: this.specials,
    raw: this.raw,
    pair: 'all' as const,
  });

  readonly queries: readonly Unit[] = $derived(shownUnits(this.querySequence, 'query', this.unitOptions));
  readonly keys: readonly Unit[] = $derived(shownUnits(this.keySequence, 'key', this.unitOptions));
  /** Whether queries and keys are the same sequence. */
  readonly isSelf: boolean = $derived(this.attention.query === this.attention.key);

  /** By layer, null until its bytes have arrived. */
  readonly codes: readonly (LayerCodes | null)[] = $derived(
    this.attention.layers.map((_, at) => this.arrived[at] ?? null),
  );

  /** The units that a filter for pairs leaves links to. */
  readonly linked = $derived({
    queries: emptied(this.queries, 'query', this.pair),
    keys: emptied(this.keys, 'key', this.pair),
  });

  /** Gives the weights between units; another function as soon as it would give others. */
  readonly toWeights: (codes: LayerCodes) => UnitWeights = $derived.by(() => {
    const { queries, keys } = this.linked;
    return once((codes: LayerCodes) => regroup(codes, queries, keys));
  });

  private readonly toFlow = $derived.by(() => {
    const { linked, chosen } = this;
    return once((codes: LayerCodes) => flowOf(codes, linked.queries, linked.keys, activeHeads(codes.heads, chosen)));
  });

  readonly flows: readonly (Flow | null)[] = $derived(this.codes.map((codes) => codes && this.toFlow(codes)));

  private readonly toLinks = $derived.by(() => {
    const least = Math.max(LEAST_SEEN, this.link);
    return once((flow: Flow) => collectLinks(flow.mean, [0], EVERYWHERE, least));
  });

  /** By layer, those of at least the threshold. */
  readonly links: readonly (Links | null)[] = $derived(this.flows.map((flow) => flow && this.toLinks(flow)));

  /** To be made while a component is set up, because it watches the props. */
  constructor(private readonly props: () => ViewProps) {
    $effect(() => this.load());
  }

  private load(): () => void {
    const { loaded, model, attention } = this;
    const { kind, layers } = attention;
    let current = true;
    this.arrived = [];
    this.failure = null;
    layers.forEach(({ layer }, at) => {
      loaded.layerCodes(model, kind, layer).then(
        (codes) => {
          if (current) this.arrived = layers.map((_, each) => (each === at ? codes : (this.arrived[each] ?? null)));
        },
        (error: unknown) => {
          if (current) this.failure = error instanceof Error ? error.message : String(error);
        },
      );
    });
    return () => {
      current = false;
    };
  }

  /** What of the settings a figure's description must say. */
  get settings(): string {
    return [
      this.level === 'word' ? 'words' : 'word pieces',
      this.specials ? 'with special tokens' : 'without special tokens',
      ...(this.pair === 'all' ? [] : [`texts ${this.pair[0]?.toUpperCase()} → ${this.pair[1]?.toUpperCase()}`]),
    ].join(', ');
  }

  /** Indices of the heads of a layer that are switched on. */
  activeOf(codes: LayerCodes): number[] {
    return activeHeads(codes.heads, this.chosen);
  }
}

function activeHeads(heads: readonly number[], chosen: readonly number[] | null): number[] {
  return heads.flatMap((head, at) => (chosen?.includes(head) === false ? [] : [at]));
}
