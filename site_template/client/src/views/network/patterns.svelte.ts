/** What all heads do on the average document, once it is asked for and has arrived. */

import type { LoadedPatterns } from '../../core/corpora';
import { leftOutSentence, limitOn } from '../../core/leftOut';
import type { LayerCodes, Linkage, ViewProps } from '../../core/payload';
import type { UnitWeights } from '../../core/regroup';

/** Heads to be piled, and the tree they are piled by. */
export interface Piled {
  weights: UnitWeights;
  /** Numbers of their layers and their own, in the order of `weights`. */
  heads: readonly { layer: number; head: number }[];
  linkage: Linkage | undefined;
}

export class Patterns {
  /** Why they cannot be shown. */
  failure: string | null = $state(null);
  private arrived: LoadedPatterns | null = $state.raw(null);

  private readonly model = $derived.by(() => this.props().model.key);
  private readonly kind = $derived.by(() => this.props().attention.kind);
  private readonly corpora = $derived.by(() => this.props().corpora);
  private readonly linkage = $derived.by(() => this.props().page.linkage);
  private readonly scope = $derived.by(() => this.props().page.scope);

  /** Whether the export holds any. */
  readonly exist: boolean = $derived(this.corpora.has(this.model));
  /** What is said where they are asked for and were left out of the page; null otherwise. */
  readonly leftOut: string | null = $derived.by(() => {
    const { model, limit, page } = this.props();
    const limited = limitOn(limit, 'corpus', model.key);
    const isAsked = page.scope === 'corpus' || page.piles.length > 0;
    return limited && isAsked ? leftOutSentence(limited, 'Piles over all documents', 'were') : null;
  });
  /** Whether piles are to be made of them. */
  readonly asked: boolean = $derived(this.exist && this.scope === 'corpus');
  readonly nDocuments: number = $derived(this.arrived?.nDocuments ?? 0);

  /** Every head of every layer; null until they have arrived. */
  readonly all: Piled | null = $derived.by(() => {
    if (!this.asked || !this.arrived) return null;
    const { codes, patterns } = this.arrived;
    const heads = codes.flatMap((layer) => layer.heads.map((head) => ({ layer: layer.layer, head })));
    return { weights: joined(codes), heads, linkage: patterns.linkages.find(({ method }) => method === this.linkage) };
  });

  /** To be made while a component is set up, because it watches the props. */
  constructor(private readonly props: () => ViewProps) {
    $effect(() => {
      const { corpora, model, kind, asked } = this;
      let current = true;
      this.arrived = null;
      this.failure = null;
      if (!asked) return;
      corpora.patterns(model, kind).then(
        (patterns) => {
          if (current) this.arrived = patterns;
        },
        (error: unknown) => {
          if (current) this.failure = error instanceof Error ? error.message : String(error);
        },
      );
      return () => {
        current = false;
      };
    });
  }

  /** The heads of one layer; null until they have arrived. */
  of(layer: number): Piled | null {
    if (!this.asked || !this.arrived) return null;
    const at = this.arrived.codes.findIndex((each) => each.layer === layer);
    const [codes, patterns] = [this.arrived.codes[at], this.arrived.patterns.layers[at]];
    if (!codes || !patterns) return null;
    return {
      weights: joined([codes]),
      heads: codes.heads.map((head) => ({ layer, head })),
      linkage: patterns.linkages.find(({ method }) => method === this.linkage),
    };
  }
}

/** Patterns of several layers as the weights of one, which works because all have the same length. */
function joined(layers: readonly LayerCodes[]): UnitWeights {
  const [first] = layers;
  const values = layers.map(({ codes, table }) => Float32Array.from(codes, (code) => table[code] ?? 0));
  const all = new Float32Array(values.reduce((sum, each) => sum + each.length, 0));
  let start = 0;
  for (const each of values) {
    all.set(each, start);
    start += each.length;
  }
  const heads = layers.flatMap((layer) => layer.heads);
  return { heads, nQuery: first?.nQuery ?? 0, nKey: first?.nKey ?? 0, values: all };
}
