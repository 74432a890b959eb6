/** All layers of one model's attention over a document, once their bytes are there. */

import { flowStack, type FlowAttention, type FlowStack } from '../../core/flows/flow';
import type { LoadedDocument, ModelRun } from '../../core/payload';

interface Arrived {
  stack: FlowStack;
  of: ModelRun;
}

export class FlowLayers {
  /** Why they cannot be shown. */
  failure: string | null = $state(null);
  private arrived: Arrived | null = $state.raw(null);

  /** Null until every layer has arrived, or without a run. */
  readonly stack: FlowStack | null = $derived.by(() => {
    const run = this.run();
    return run && this.arrived?.of === run ? this.arrived.stack : null;
  });

  /** To be made while a component is set up, because it watches what it is given. */
  constructor(
    loaded: () => LoadedDocument,
    private readonly run: () => ModelRun | null,
  ) {
    // One by one, because a pair of them would be another one with every change of the page.
    const document = $derived(loaded());
    const read = $derived(run());
    $effect(() => {
      const [loaded, run] = [document, read];
      let isCurrent = true;
      this.failure = null;
      if (!run) return;
      inflated(loaded, run).then(
        (attention) => {
          if (isCurrent) this.arrived = { stack: flowStack(attention), of: run };
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

function inflated(loaded: LoadedDocument, { model, attention }: ModelRun): Promise<FlowAttention[]> {
  return Promise.all(
    attention.map(async ({ kind, query, key, layers }) => ({
      kind,
      query,
      key,
      layers: await Promise.all(layers.map(({ layer }) => loaded.layerCodes(model, kind, layer))),
    })),
  );
}
