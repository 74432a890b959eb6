/** How the selected model's attention differs from another's, once the layers of both are there. */

import { largest, subtract, type Difference } from '../../core/difference';
import { haveSameTokens } from '../../core/flows/flowCompare';
import type { LayerCodes, ModelRun, ViewProps } from '../../core/payload';
import { regroup } from '../../core/regroup';
import { Shown } from '../shown.svelte';

interface Pair {
  first: LayerCodes;
  second: LayerCodes;
}

/** The models whose attention can be subtracted from the selected one's: they read the same tokens. */
export function comparableRuns({
  run,
  loaded,
  attention,
}: Pick<ViewProps, 'run' | 'loaded' | 'attention'>): ModelRun[] {
  return loaded.document.runs.filter(
    (other) =>
      other !== run && haveSameTokens(run, other) && other.attention.some(({ kind }) => kind === attention.kind),
  );
}

export class Differences {
  /** Why they cannot be shown. */
  failure: string | null = $state(null);
  private arrived: { pairs: readonly Pair[]; of: unknown } | null = $state.raw(null);
  readonly shown: Shown;

  private readonly loaded = $derived.by(() => this.props().loaded);
  private readonly run = $derived.by(() => this.props().run);
  private readonly attention = $derived.by(() => this.props().attention);
  private readonly chosen = $derived.by(() => this.props().page.other);
  private readonly single = $derived.by(() => (this.props().page.view === 'heads' ? this.props().page.layer : null));

  readonly other: ModelRun | null = $derived.by(() => {
    const { run, loaded, attention } = this;
    return comparableRuns({ run, loaded, attention }).find(({ model }) => model === this.chosen) ?? null;
  });
  /** Numbers of the layers that are shown and that both models keep. */
  private readonly request = $derived.by(() => {
    const { loaded, run, other, attention, single } = this;
    const theirs = other?.attention.find(({ kind }) => kind === attention.kind)?.layers ?? [];
    const layers = attention.layers
      .map(({ layer }) => layer)
      .filter((layer) => (single === null || layer === single) && theirs.some((each) => each.layer === layer));
    return { loaded, first: run.model, second: other?.model ?? '', kind: attention.kind, layers };
  });

  /** One per layer; null until all have arrived. */
  readonly layers: readonly Difference[] | null = $derived.by(() => {
    const { queries, keys } = this.shown;
    if (this.arrived?.of !== this.request) return null;
    return this.arrived.pairs.map(({ first, second }) =>
      subtract(first.layer, regroup(first, queries, keys), regroup(second, queries, keys)),
    );
  });
  readonly domain: number = $derived(largest(this.layers ?? []));
  readonly otherLabel: string = $derived.by(
    () => this.props().models.find(({ key }) => key === this.other?.model)?.label ?? '',
  );

  /** To be made while a component is set up, because it watches the props. */
  constructor(readonly props: () => ViewProps) {
    this.shown = new Shown(props);
    $effect(() => {
      const { request } = this;
      const { loaded, first, second, kind, layers } = request;
      let isCurrent = true;
      this.failure = null;
      const codes = (model: string, layer: number) => loaded.layerCodes(model, kind, layer);
      Promise.all(
        layers.map(async (layer) => ({ first: await codes(first, layer), second: await codes(second, layer) })),
      ).then(
        (pairs) => {
          if (isCurrent) this.arrived = { pairs, of: request };
        },
        (error: unknown) => {
          if (isCurrent) this.failure = error instanceof Error ? error.message : String(error);
        },
      );
      return () => {
        isCurrent = false;
      };
    });
  }
}
