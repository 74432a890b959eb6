/** What the Tokens view is made of, once its bytes are there: layers of attention, or imported vectors. */

import type { ImportedVector, LayerCodes, ViewProps } from '../../core/payload';
import type { VectorId } from '../../core/tokens/tokensState';
import { chosenHeads, headId, headPlace, layersOf, type HeadPlace } from '../../core/tokens/vectorList';

interface Loaded {
  codes: readonly LayerCodes[];
  /** The heads that were chosen when it was asked for. */
  heads: readonly HeadPlace[];
  imported: readonly ImportedVector[] | null;
  /** Why some of it is missing; null if all is there. */
  failure: string | null;
  /** The run and the attention that it is of. */
  of: Pick<ViewProps, 'run' | 'attention'>;
}

export class TokenData {
  private loaded: Loaded | null = $state.raw(null);

  private readonly run = $derived.by(() => this.props().run);
  private readonly attention = $derived.by(() => this.props().attention);
  private readonly document = $derived.by(() => this.props().loaded);
  /** Text, because other changes of the page leave it as it is. */
  private readonly chosen = $derived.by(() =>
    written(chosenHeads(this.attention, this.props().page.vectors, this.props().page).map(headId)),
  );
  /** The heads that are chosen. */
  readonly heads: readonly HeadPlace[] = $derived(places(this.chosen));
  private readonly aggregated = $derived.by(() => written(this.props().page.made.flatMap((each) => each.of)));
  /** Those that the reader's aggregates are over, chosen or not. */
  private readonly others: readonly HeadPlace[] = $derived.by(() => {
    const { layers } = this.attention;
    const isKept = ({ layer, head }: HeadPlace) =>
      layers.some((each) => each.layer === layer && each.heads.includes(head));
    return places(this.aggregated).filter(isKept);
  });

  /** Of what the page shows now; what was there before stays until the next has arrived. */
  readonly content: Loaded | null = $derived.by(() =>
    this.loaded?.of.run === this.run && this.loaded.of.attention === this.attention ? this.loaded : null,
  );

  /** What of it could not be read. */
  readonly failure: string | null = $derived(this.content?.failure ?? null);

  /** To be made while a component is set up, because it watches the props. */
  constructor(private readonly props: () => ViewProps) {
    $effect(() => {
      const { document, run, attention, heads, others } = this;
      const layers = layersOf([...heads, ...others]);
      let current = true;
      const reading = [
        Promise.allSettled(layers.map((layer) => document.layerCodes(run.model, attention.kind, layer))),
        Promise.allSettled([document.importedVectors(run.model)]),
      ] as const;
      void Promise.all(reading).then(([codes, vectors]) => {
        if (!current) return;
        const [imported = null] = arrived(vectors);
        const failure = failureOf([...codes, ...vectors]);
        this.loaded = { codes: arrived(codes), heads, imported, failure, of: { run, attention } };
      });
      return () => {
        current = false;
      };
    });
  }
}

function arrived<T>(results: readonly PromiseSettledResult<T>[]): T[] {
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

/** The sentences of those that failed, each once: they name what could not be read. */
function failureOf(results: readonly PromiseSettledResult<unknown>[]): string | null {
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  const sentences = reasons.map((reason) => (reason instanceof Error ? reason.message : String(reason)));
  return sentences.length > 0 ? [...new Set(sentences)].join(' ') : null;
}

function written(ids: readonly VectorId[]): string {
  return ids.join(' ');
}

function places(ids: string): HeadPlace[] {
  return ids === '' ? [] : ids.split(' ').map(headPlace);
}
