/** What the reader points at and pins in the Neurons view, and what the page says about it. */

import { stepFacts } from '../../core/continuation';
import { unitFacts, type Description } from '../../core/describe';
import { formatMeasured } from '../../core/format';
import {
  describeNeuron,
  describeProduct,
  describeScore,
  describeValue,
  type Subject,
} from '../../core/neurons/neuronFacts';
import { sameTarget, type NeuronTarget } from '../../core/neurons/neuronTarget';
import type { LayerCodes } from '../../core/payload';
import { weightBetween } from '../../core/regroup';
import type { Unit } from '../../core/units';
import type { NeuronData } from './neuronData.svelte';

export class NeuronPointing {
  target: NeuronTarget | null = $state.raw(null);

  /** Of what is pointed at, or else of what is pinned. */
  readonly description: Description | null = $derived.by(() => {
    const { subject } = this.data;
    if (!subject) return null;
    return this.target ? this.describe(subject, this.target) : this.describePinned(subject);
  });

  /** @param codes The exported attention of the layer, once it is there. */
  constructor(
    private readonly data: NeuronData,
    private readonly codes: () => LayerCodes | null,
  ) {}

  aim(next: NeuronTarget | null): void {
    if (sameTarget(next, this.target)) return;
    this.target = next;
    this.data.preview = next?.kind === 'query' ? next.row : null;
  }

  pin(at: NeuronTarget): void {
    const { queries, keys } = this.data.shown;
    if (at.kind === 'query') this.pinQuery(queries[at.row]);
    else if (at.kind === 'key') this.pinKey(keys[at.row]);
    else if (at.block !== 'value') this.pinNeuron(this.data.neurons[at.slot] ?? null, keys[at.row ?? -1]);
  }

  clear(): void {
    this.data.view().update({ queries: [], keys: [], neuron: null });
  }

  /** The exported attention of a key with its bound of error. */
  exported(key: Unit): string {
    const [codes, { subject, head }] = [this.codes(), this.data];
    return codes && subject ? formatMeasured(weightBetween(codes, head, subject.query, key)) : '…';
  }

  /** One query at a time is shown; another click lets go of it. */
  private pinQuery(unit: Unit | undefined): void {
    const { page, update } = this.data.view();
    const token = unit?.tokens[0] ?? 0;
    update({ queries: page.queries.at(-1) === token ? [] : [token] });
  }

  private pinKey(unit: Unit | undefined): void {
    const { page, update } = this.data.view();
    const token = unit?.tokens[0] ?? 0;
    const others = page.keys.filter((other) => other !== token);
    update({ keys: others.length < page.keys.length ? others : [...others, token] });
  }

  /** A cell pins its neuron and its key; the same cell again lets go of both. */
  private pinNeuron(neuron: number | null, key: Unit | undefined): void {
    const { page, update } = this.data.view();
    const token = key?.tokens[0];
    const isPinned = page.neuron === neuron && (token === undefined || page.keys.includes(token));
    const keys = token === undefined ? page.keys : isPinned ? [] : [token];
    update({ neuron: isPinned ? null : neuron, keys });
  }

  private describe(subject: Subject, at: NeuronTarget): Description | null {
    const { shown, neurons } = this.data;
    if (at.kind === 'query') return this.describeQuery(shown.queries[at.row]);
    const key = at.row === null ? null : (shown.keys[at.row] ?? null);
    if (at.kind === 'key') return key && describeScore(subject, key, this.exported(key));
    if (at.block === 'value') return describeValue(subject, at.slot, key);
    const neuron = neurons[at.slot] ?? 0;
    return key ? describeProduct(subject, neuron, key) : describeNeuron(subject, neuron);
  }

  private describeQuery(unit: Unit | undefined): Description | null {
    const { run, query } = this.data.view();
    return unit ? { title: unit.label, facts: [...unitFacts(unit, query), ...stepFacts(run, unit)] } : null;
  }

  /** The pinned neuron, at the last pinned key if there is one. */
  private describePinned(subject: Subject): Description | null {
    const { shown, view } = this.data;
    const { neuron } = view().page;
    const key = shown.keys[shown.pinnedKeys.at(-1) ?? -1];
    if (neuron === null) return key ? describeScore(subject, key, this.exported(key)) : null;
    return key ? describeProduct(subject, neuron, key) : describeNeuron(subject, neuron);
  }
}
