/** What the Tokens view is made of, once its bytes are there: layers of attention, or imported vectors. */

import type { ImportedVector, LayerCodes, ViewProps } from '../../core/payload';
import { chosenHeads, layersOf } from '../../core/tokens/vectorList';

interface Loaded {
  codes: readonly LayerCodes[];
  imported: readonly ImportedVector[] | null;
  /** The run and the attention that it is of. */
  of: Pick<ViewProps, 'run' | 'attention'>;
}

export class TokenData {
  /** Why it cannot be shown. */
  failure: string | null = $state(null);
  private loaded: Loaded | null = $state.raw(null);

  /** The heads that are chosen. */
  readonly heads = $derived.by(() => {
    const { attention, page } = this.props();
    return chosenHeads(attention, page.vectors, page);
  });
  /** Of what the page shows now; what was there before stays until the next has arrived. */
  readonly content: Loaded | null = $derived.by(() => {
    const { run, attention } = this.props();
    return this.loaded?.of.run === run && this.loaded.of.attention === attention ? this.loaded : null;
  });

  /** To be made while a component is set up, because it watches the props. */
  constructor(private readonly props: () => ViewProps) {
    $effect(() => {
      const { loaded, run, attention } = this.props();
      const layers = layersOf(this.heads);
      let current = true;
      Promise.all([
        Promise.all(layers.map((layer) => loaded.layerCodes(run.model, attention.kind, layer))),
        loaded.importedVectors(run.model),
      ]).then(
        ([codes, imported]) => {
          if (current) [this.loaded, this.failure] = [{ codes, imported, of: { run, attention } }, null];
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
