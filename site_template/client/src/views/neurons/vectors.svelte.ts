/** The vectors of the selected layer, once their bytes are there. */

import type { LayerVectors, ViewProps } from '../../core/payload';

interface Loaded {
  /** Null if the export has none. */
  vectors: LayerVectors | null;
  of: ViewProps['attention'];
}

export class SelectedVectors {
  /** Why they cannot be shown. */
  failure: string | null = $state(null);
  private loaded: Loaded | null = $state.raw(null);

  private readonly request = $derived.by(() => {
    const { loaded, model, attention, page } = this.props();
    return { loaded, model: model.key, attention, layer: page.layer };
  });

  /** Of the attention that the page shows now; undefined while they are on their way. */
  readonly vectors: LayerVectors | null | undefined = $derived.by(() =>
    this.loaded?.of === this.props().attention ? this.loaded.vectors : undefined,
  );

  /** To be made while a component is set up, because it watches the props. */
  constructor(private readonly props: () => ViewProps) {
    $effect(() => {
      const { loaded, model, attention, layer } = this.request;
      let current = true;
      loaded.layerVectors(model, attention.kind, layer).then(
        (vectors) => {
          if (current) [this.loaded, this.failure] = [{ vectors, of: attention }, null];
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
