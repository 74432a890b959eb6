/** The selected layer, once its bytes are there. */

import type { LayerCodes, ViewProps } from '../core/payload';

interface Loaded {
  codes: LayerCodes;
  of: ViewProps['attention'];
}

export class SelectedLayer {
  /** Why it cannot be shown. */
  failure: string | null = $state(null);
  private loaded: Loaded | null = $state.raw(null);

  private readonly request = $derived.by(() => {
    const { loaded, model, attention, page } = this.props();
    return { loaded, model: model.key, attention, layer: page.layer };
  });

  /** Of the attention that the page shows now; the layer before stays until the next one has arrived. */
  readonly codes: LayerCodes | null = $derived.by(() =>
    this.loaded?.of === this.props().attention ? this.loaded.codes : null,
  );

  /** To be made while a component is set up, because it watches the props. */
  constructor(private readonly props: () => ViewProps) {
    $effect(() => {
      const { loaded, model, attention, layer } = this.request;
      let current = true;
      loaded.layerCodes(model, attention.kind, layer).then(
        (codes) => {
          if (current) [this.loaded, this.failure] = [sameOr(this.loaded, { codes, of: attention }), null];
        },
        (error: unknown) => {
          if (current) [this.loaded, this.failure] = [null, error instanceof Error ? error.message : String(error)];
        },
      );
      return () => {
        current = false;
      };
    });
  }
}

/** The value before if it holds the same layer, so that nothing is drawn twice. */
function sameOr(before: Loaded | null, next: Loaded): Loaded {
  return before?.codes === next.codes ? before : next;
}
