/** The Flows view in values: the graphs, what is shown of them, where it lies, and what is pointed at or frozen. */

import { numberOf, type Description } from '../../core/describe';
import { flowGraph, LEAST_TAU, MOST_TAU, type FlowGraph, type FlowStack } from '../../core/flows/flow';
import {
  BOTH,
  haveSameLayers,
  haveSameTokens,
  modelsOf,
  shownOf,
  unite,
  type FlowUnion,
} from '../../core/flows/flowCompare';
import { describeTarget, ringName, type FlowNames } from '../../core/flows/flowDescribe';
import { glyphOf, type Glyph } from '../../core/flows/flowGlyphs';
import { marksOf, type FlowChoice, type FlowMarks, type ChosenTokens } from '../../core/flows/flowPaths';
import { layoutRings, type RingsLayout, type RingTokens } from '../../core/flows/flowRings';
import { cutAtRoot, rootOf, rootSequence, usualRoot } from '../../core/flows/flowRoot';
import { sparklines } from '../../core/flows/flowSparklines';
import {
  frozenChoice,
  frozenOf,
  placeOf,
  ringAt,
  chosenTokensOf,
  selectedRing,
  withToken,
  withTokens,
  type LayerNumbers,
} from '../../core/flows/flowState';
import { choiceOf, sameFlowTarget, type FlowTarget } from '../../core/flows/flowTarget';
import type { ModelRun, TokenSequence, ViewProps } from '../../core/payload';
import { sequenceOf } from '../../core/select';
import type { PageState } from '../../core/state';
import { shownUnits } from '../../core/units';
import { FlowLayers } from './flowLayers.svelte';

export class FlowState {
  target: FlowTarget | null = $state.raw(null);
  /** Tokens that are being brushed. */
  brushed: ChosenTokens | null = $state.raw(null);
  /** Whether the key is held that shows both models at a head. */
  holdsBoth = $state(false);
  /** Whether a click adds to what is frozen, for those without a key to hold. */
  several = $state(false);

  private readonly run = $derived.by(() => this.props().run);
  private readonly document = $derived.by(() => this.props().loaded.document);
  readonly tau = $derived.by(() => Math.max(LEAST_TAU, Math.min(MOST_TAU, this.props().page.tau)));
  private readonly through = $derived.by(() => this.props().page.through);
  private readonly chosenRoot = $derived.by(() => this.props().page.root);
  private readonly frozen = $derived.by(() => this.props().page.frozen);
  private readonly frozenHead = $derived.by(() => this.props().page.glyph);
  private readonly opened = $derived.by(() => this.props().page.opened);
  private readonly folded = $derived.by(() => this.props().page.folded);
  /** A model is not compared with itself, as an address may ask for. */
  private readonly other = $derived.by(() => {
    const { other } = this.props().page;
    return other === this.run.model ? null : other;
  });
  private readonly comparison = $derived.by(() => this.props().page.comparison);
  private readonly bothGlyphs = $derived.by(() => this.props().page.bothGlyphs);
  private readonly raw = $derived.by(() => this.props().page.raw);

  readonly first: FlowLayers;
  readonly second: FlowLayers;

  /** The run to compare with, whether or not it can be. */
  readonly otherRun: ModelRun | null = $derived.by(
    () => this.document.runs.find(({ model }) => model === this.other) ?? null,
  );
  /** Why the chosen other model cannot be compared with; null if it can, or if none is chosen. */
  readonly whyNot: string | null = $derived.by(() => {
    if (this.other === null) return null;
    const label = this.labelOf(this.other);
    if (!this.otherRun) return `${label} did not read this document.`;
    if (this.run.target_generated || this.otherRun.target_generated) {
      return `Each of the models wrote a target of its own, so their flows cannot be laid over each other.`;
    }
    if (!haveSameTokens(this.run, this.otherRun)) {
      const reason = this.props().comparisons.whyNot(this.run.model, this.other);
      const why = reason === null ? '' : ` So it is with every document: ${reason}.`;
      return `${label} reads this document in other tokens, so its flow cannot be laid over this one.${why}`;
    }
    if (!haveSameLayers(this.run, this.otherRun)) {
      return `${label} has other layers or heads, so its rings cannot be laid over these.`;
    }
    return null;
  });
  private readonly comparedRun = $derived(this.whyNot === null ? this.otherRun : null);

  readonly stack: FlowStack | null = $derived.by(() => this.first.stack);
  readonly root: number = $derived(this.stack ? rootOf(this.stack, this.run, this.chosenRoot) : 0);
  readonly rootSequence: TokenSequence = $derived(this.stack ? rootSequence(this.stack, this.run) : this.run.source);

  readonly usualRoot: number = $derived(this.stack ? usualRoot(this.stack, this.rootSequence) : 0);

  /** Tokens that a window left out where the prediction is read from; 0 if it did not, or if a root was chosen. */
  readonly nCutAtRoot: number = $derived(
    this.stack && this.chosenRoot === null ? cutAtRoot(this.stack, this.rootSequence) : 0,
  );

  private readonly options = $derived({
    root: this.root,
    tau: this.tau,
    through: this.through.flatMap(({ kind, layer, numbers }) =>
      kind === 'root' || layer === null ? [] : [{ kind, layer, heads: numbers }],
    ),
  });
  private readonly graph: FlowGraph | null = $derived(this.stack && flowGraph(this.stack, this.options));
  private readonly otherGraph: FlowGraph | null = $derived.by(() => {
    const stack = this.comparedRun && this.second.stack;
    return stack && flowGraph(stack, this.options);
  });
  /** Null until what is asked for has arrived. */
  readonly union: FlowUnion | null = $derived.by(() => {
    if (!this.graph || (this.comparedRun && !this.otherGraph)) return null;
    return unite(this.graph, this.otherGraph);
  });
  readonly isCompared: boolean = $derived((this.union?.graphs.length ?? 0) > 1);
  readonly shown = $derived(this.union && shownOf(this.union, this.isCompared ? this.comparison : 'both'));

  readonly layout: RingsLayout = $derived.by(() => layoutRings(this.ringTokens()));
  readonly glyphs: readonly Glyph[] = $derived.by(() => {
    const { union } = this;
    return union ? union.stack.rings.map((_, ring) => glyphOf(union, ring)) : [];
  });
  readonly sparks = $derived(this.union && ([sparklines(this.union, 0), sparklines(this.union, 1)] as const));
  /** By ring, then by token. */
  readonly labels: readonly (readonly string[])[] = $derived.by(() => {
    const units = { level: 'piece', specials: true, raw: this.raw, pair: 'all' } as const;
    const bySequence = {
      source: shownUnits(this.run.source, 'query', units).map(({ label }) => label),
      target: shownUnits(this.run.target ?? this.run.source, 'query', units).map(({ label }) => label),
    };
    return (this.stack?.rings ?? []).map(({ sequence }) => bySequence[sequence]);
  });

  /** The ring whose influence the sentences show. */
  readonly ring: number = $derived.by(() => {
    const { kind, layer } = this.props().page;
    return this.stack ? selectedRing(this.stack, kind, layer) : -1;
  });
  /** How many tokens the rings show; the root does not count. */
  readonly nShown: number = $derived(
    (this.shown?.tokens ?? []).slice(1).reduce((sum, ring) => sum + ring.reduce((all, each) => all + each, 0), 0),
  );

  readonly frozenSpots: ChosenTokens[] = $derived(this.stack ? chosenTokensOf(this.stack, this.frozen) : []);
  readonly frozenChoice: FlowChoice | null = $derived(
    this.stack && frozenChoice(this.stack, this.frozen, this.frozenHead),
  );
  /** What is in focus: what is being brushed, what is frozen, or else what is pointed at. */
  readonly choice: FlowChoice | null = $derived.by(() => {
    const models = this.isCompared ? modelsOf(this.comparison) : BOTH;
    return this.wanted && { ...this.wanted, models: this.wanted.models & models };
  });
  private readonly wanted: FlowChoice | null = $derived.by(() => {
    if (this.brushed) return { spots: [this.brushed], head: null, models: BOTH };
    if (this.frozenChoice) return this.frozenChoice;
    const showsBoth = this.holdsBoth !== this.bothGlyphs;
    return this.union && this.target && choiceOf(this.union, this.target, showsBoth);
  });
  readonly marks: FlowMarks | null = $derived(this.union && this.choice && marksOf(this.union, this.choice));
  readonly names: FlowNames = $derived.by(() => ({
    token: (ring: number, token: number) => this.labels[ring]?.[token] ?? '',
    number: (ring: number, token: number) => numberOf(this.sequenceOfRing(ring), token),
    models: this.isCompared ? [this.props().model.label, this.labelOf(this.other ?? '')] : ['this head'],
  }));
  readonly description: Description | null = $derived(
    this.union && this.target && describeTarget(this.union, this.target, this.names),
  );

  /** Of the single token that is frozen, or of its head. */
  readonly frozenDescription: Description | null = $derived.by(() => {
    const [spot, other] = this.frozenSpots;
    const [token, second] = spot?.tokens ?? [];
    if (!this.union || !spot || other || token === undefined || second !== undefined) return null;
    const head = this.frozenChoice?.head;
    const square = this.glyphs[spot.ring]?.heads.findIndex((each) => each.hop === head?.hop && each.head === head.head);
    const half = this.frozenHead?.side === 'both' || !this.frozenHead ? 'whole' : this.frozenHead.side;
    const target = {
      ring: spot.ring,
      token,
      square: square === undefined || square < 0 ? null : square,
      half,
    } as const;
    return describeTarget(this.union, target, this.names);
  });

  /** To be made while a component is set up, because it watches the props. */
  constructor(readonly props: () => ViewProps) {
    this.first = new FlowLayers(
      () => props().loaded,
      () => this.run,
    );
    this.second = new FlowLayers(
      () => props().loaded,
      () => this.comparedRun,
    );
  }

  labelOf(model: string): string {
    return this.props().models.find(({ key }) => key === model)?.label ?? `The model “${model}”`;
  }

  ringName(ring: number): string {
    return this.stack ? ringName(this.stack, ring) : '';
  }

  /** Only the sequence that the flow leads to holds its root. */
  canBeRoot(ring: number): boolean {
    return this.stack?.rings[ring]?.sequence === this.stack?.rings[0]?.sequence;
  }

  sequenceOfRing(ring: number): TokenSequence {
    return sequenceOf(this.run, this.stack?.rings[ring]?.sequence ?? 'source');
  }

  aim(target: FlowTarget | null): void {
    if (!sameFlowTarget(target, this.target)) this.target = target;
  }

  /** Keep a target in focus, let go of it, or add its token to what is kept. */
  freeze(target: FlowTarget, adds: boolean): void {
    const { ring, token } = target;
    if (!this.stack) return;
    if (adds || this.several) {
      this.keep(withToken(this.frozenSpots, ring, token));
      return;
    }
    const choice = this.union && choiceOf(this.union, target, this.holdsBoth !== this.bothGlyphs);
    const head = choice?.head ? this.headAt(choice) : null;
    const change = { frozen: frozenOf(this.stack, [{ ring, tokens: [token] }]), glyph: head };
    const isSame = JSON.stringify([this.frozen, this.frozenHead]) === JSON.stringify([change.frozen, change.glyph]);
    if (isSame) this.clear();
    else this.props().update({ ...change, ...(head && { kind: head.kind, layer: head.layer, head: head.head }) });
  }

  /** Keep brushed tokens of a ring in focus. */
  brush(ring: number, tokens: readonly number[], keepOther: boolean): void {
    this.keep(withTokens(this.frozenSpots, ring, tokens, keepOther));
  }

  clear(): void {
    this.props().update({ frozen: [], glyph: null });
  }

  setRoot(token: number): void {
    this.props().update({ root: token, frozen: [], glyph: null });
  }

  /** Open or fold a ring, whatever it would do by itself. */
  fold(ring: number, folded: boolean): void {
    if (!this.stack) return;
    const place = placeOf(this.stack, ring);
    const without = (places: readonly LayerNumbers[]) =>
      places.filter(({ kind, layer }) => kind !== place.kind || layer !== place.layer);
    const own = [{ ...place, numbers: [] }];
    const { page, update } = this.props();
    update({
      opened: [...without(page.opened), ...(folded ? [] : own)],
      folded: [...without(page.folded), ...(folded ? own : [])],
    });
  }

  private keep(spots: readonly ChosenTokens[]): void {
    if (this.stack) this.props().update({ frozen: frozenOf(this.stack, spots), glyph: null });
  }

  private headAt({ head, models }: FlowChoice): PageState['glyph'] {
    const hop = head && this.stack?.hops[head.hop];
    const side = models === 1 ? 'first' : models === 2 ? 'second' : 'both';
    return hop ? { kind: hop.kind, layer: hop.layer, head: head.head, side } : null;
  }

  private ringTokens(): RingTokens[] {
    const { stack, shown } = this;
    if (!stack || !shown) return [];
    const [opened, folded] = [this.opened, this.folded].map((places) => places.map((place) => ringAt(stack, place)));
    return shown.tokens.map((bits, ring) => {
      const { segments } = this.sequenceOfRing(ring);
      const tokens = [...bits.keys()].filter((token) => bits[token] === 1);
      const first = tokens.filter((token) => segments[token] === 0);
      const second = tokens.filter((token) => segments[token] !== 0);
      return {
        ring,
        tokens: [...first, ...second],
        nFirst: first.length,
        wish: folded?.includes(ring) ? 'folded' : opened?.includes(ring) ? 'open' : null,
      };
    });
  }
}
