/** What the Neurons view shows of the selected head and query, derived from the page's state. */

import { domainOf } from '../../core/diverging';
import { cutOfSequence, type Cuts } from '../../core/excerpt';
import type { NeuronDomains } from '../../core/neurons/neuronCells';
import type { Subject } from '../../core/neurons/neuronFacts';
import {
  meanProduct,
  mixedValues,
  productDomain,
  productsOf,
  profileOf,
  shownNeurons,
} from '../../core/neurons/neurons';
import type { LayerVectors, ViewProps } from '../../core/payload';
import { scoreRow, shownRow, stepsOf, type Step } from '../../core/scores';
import type { Unit } from '../../core/units';
import { headTensors, shownTensors, type HeadTensors, type TokenTensors } from '../../core/vectors';
import { Shown } from '../shown.svelte';

/** A query of the head with everything that follows from it, and its row among the shown queries. */
export interface ShownSubject extends Subject {
  row: number;
}

export class NeuronData {
  /** Row of the query that is pointed at, which is shown instead of the chosen one. */
  preview: number | null = $state(null);
  readonly shown: Shown;

  private readonly ownHead = $derived.by(() => this.view().page.head);
  private readonly pin = $derived.by(() => this.view().page.queries.at(-1));
  private readonly pinnedKeys = $derived.by(() => this.view().page.keys);
  private readonly order = $derived.by(() => this.view().page.neuronOrder);
  private readonly markedOnly = $derived.by(() => this.view().page.marked);
  private readonly values = $derived.by(() => this.view().page.values);
  private readonly query = $derived.by(() => this.view().query);
  private readonly key = $derived.by(() => this.view().key);

  /** Index of the head among those that are kept. */
  readonly head: number = $derived.by(() => Math.max(0, this.vectors().heads.indexOf(this.ownHead ?? -1)));
  /** All tokens, those of a long document too that are not shown: every key takes part in the softmax. */
  private readonly whole: HeadTensors = $derived.by(() => headTensors(this.vectors(), this.head));
  private readonly cuts: Cuts = $derived({ query: cutOfSequence(this.query), key: cutOfSequence(this.key) });
  readonly tensors: TokenTensors = $derived(shownTensors(this.whole, this.cuts));

  /**
   * Row of the chosen query: the last pinned, or else the first that is not special; where queries see no later keys,
   * the last such, which sees most. -1 if there is none.
   */
  readonly chosenRow: number = $derived.by(() => {
    const { queries } = this.shown;
    const pinned = queries.findIndex((unit) => unit.tokens.includes(this.pin ?? -1));
    if (pinned >= 0 || queries.length === 0) return pinned;
    const plain = queries.flatMap((unit, row) => (unit.special ? [] : [row]));
    return plain.at(this.whole.visibleAhead === 0 ? -1 : 0) ?? 0;
  });

  readonly subject: ShownSubject | null = $derived.by(() => {
    const row = this.preview ?? this.chosenRow;
    const unit = this.shown.queries[row];
    return unit ? { row, ...this.subjectOf(unit) } : null;
  });

  /** The steps from the product to the attention that this layer has. */
  readonly steps: Step[] = $derived(this.subject ? stepsOf(this.subject.scores) : []);

  /** The neurons that are shown, in order. */
  readonly neurons: number[] = $derived.by(() => {
    if (!this.subject) return [];
    const { products, profile } = this.subject;
    const { pinnedKeys } = this;
    const product = pinnedKeys.length ? meanProduct(products, this.tensors.dim, pinnedKeys) : profile.attended;
    return shownNeurons(profile, product, this.order, this.markedOnly);
  });

  /** What is shown of the values: axes (key, dim) over all keys; null for nothing. */
  readonly shownValues: Float32Array | null = $derived.by(() => {
    if (this.values === 'off' || !this.subject) return null;
    const { valueDim, value } = this.tensors;
    if (this.values === 'values') return value;
    const { attention } = this.subject.scores;
    return value.map((each, at) => each * (attention[Math.floor(at / valueDim)] ?? 0));
  });

  private readonly vectorDomain = $derived(domainOf(this.tensors.query, this.tensors.key));
  private readonly productDomain = $derived(productDomain(this.tensors));
  readonly domains: NeuronDomains = $derived({
    vector: this.vectorDomain,
    product: this.productDomain,
    value: this.values === 'mix' && this.subject ? domainOf(this.subject.mixed) : domainOf(this.tensors.value),
  });

  /** To be made while a component is set up, because it watches the view. */
  constructor(
    readonly view: () => ViewProps,
    readonly vectors: () => LayerVectors,
  ) {
    // Vectors belong to tokens: words do not apply.
    const ofTokens = $derived<ViewProps>({ ...view(), page: { ...view().page, level: 'piece' } });
    this.shown = new Shown(() => ofTokens);
  }

  private subjectOf(query: Unit): Subject {
    const { tensors, whole, cuts } = this;
    const token = query.tokens[0] ?? 0;
    const row = scoreRow(whole, token + cuts.query.start);
    const scores = shownRow(row, cuts);
    const products = productsOf(tensors, token);
    const profile = profileOf(products, tensors.dim, scores, this.shown.isSelf);
    return { tensors, query, scores, products, profile, mixed: mixedValues(whole, row.attention) };
  }
}
