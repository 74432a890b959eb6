/** The Corpus view in values: what is shown, of which group and heads, and what is subtracted from it. */

import { contextsOf, type Context } from '../../core/corpus/contexts';
import {
  againstModel,
  comparableModels,
  groupOf,
  modelOf,
  namedGroups,
  type NamedGroup,
} from '../../core/corpus/groups';
import { headsInScope, placesAmong, scopeName } from '../../core/corpus/heads';
import type { LoadedTokens } from '../../core/corpus/statistics';
import { numbersOf, placeIn, rankedTokens, type Source, type TokenRow } from '../../core/corpus/tokenScores';
import type { ModelInfo, Statistics, ViewProps } from '../../core/payload';
import { Arriving } from '../arriving.svelte';

/** What is subtracted, as the reader reads it. */
export interface Choice {
  /** As the address has it. */
  id: string;
  name: string;
}

export class CorpusState {
  // One by one, because most changes of the page leave them as they are, and with them the lists below.
  private readonly wantedGroup = $derived.by(() => this.props().page.group);
  private readonly wantedAgainst = $derived.by(() => this.props().page.against);
  private readonly wantedWord = $derived.by(() => this.props().page.word);
  readonly headScope = $derived.by(() => this.props().page.headScope);
  readonly layer = $derived.by(() => this.props().page.layer);
  readonly head = $derived.by(() => this.props().page.head);
  private readonly leastCount = $derived.by(() => this.props().page.leastCount);
  private readonly specials = $derived.by(() => this.props().page.specials);
  private readonly punctuation = $derived.by(() => this.props().page.punctuation);
  private readonly topTokens = $derived.by(() => this.props().page.topTokens);
  private readonly modelPlace = $derived.by(() => this.props().models.indexOf(this.model));
  private readonly model = $derived.by(() => this.props().model);
  private readonly kind = $derived.by(() => this.props().attention.kind);
  private readonly quantity = $derived.by(() => this.props().page.quantity);
  private readonly store = $derived.by(() => this.props().statistics);
  private readonly entries = $derived.by(() => this.props().library.entries);

  private readonly payload: Arriving<Statistics>;
  private readonly otherPayload: Arriving<Statistics | null>;
  private readonly own: Arriving<LoadedTokens | null>;
  private readonly others: Arriving<LoadedTokens | null>;

  /** Models that the numbers of another can be subtracted from. */
  private readonly models: readonly ModelInfo[] = $derived.by(() =>
    comparableModels(this.props().models, this.model, this.kind, this.entries).filter(({ key }) => this.store.has(key)),
  );
  /** The model whose numbers are subtracted; null if none is. */
  readonly otherModel: ModelInfo | null = $derived.by(() => {
    const wanted = modelOf(this.wantedAgainst);
    return this.models.find(({ key }) => key === wanted) ?? null;
  });
  private readonly otherKey = $derived.by(() => this.otherModel?.key ?? null);

  /** Undefined while it is on its way; null if the model has none of this kind of attention. */
  readonly tokens: LoadedTokens | null | undefined = $derived.by(() => this.own.value);
  readonly failure: string | null = $derived.by(
    () => this.payload.failure ?? this.own.failure ?? this.others.failure ?? this.otherPayload.failure,
  );
  readonly groups: readonly NamedGroup[] = $derived.by(() => namedGroups(this.payload.value?.groups ?? []));
  readonly group: NamedGroup | undefined = $derived.by(() => groupOf(this.groups, this.wantedGroup));
  /** The group that is subtracted; null if none is. */
  private readonly otherGroup: NamedGroup | null = $derived.by(
    () => this.groups.find(({ id }) => id === this.wantedAgainst && id !== this.group?.id) ?? null,
  );

  /** What can be subtracted. A class predicted by two models is that of other documents. */
  readonly choices: { groups: readonly Choice[]; models: readonly Choice[] } = $derived.by(() => ({
    groups: this.groups.filter((each) => each !== this.group),
    models:
      this.group?.by === 'prediction'
        ? []
        : this.models.map(({ key, label }) => ({ id: againstModel(key), name: label })),
  }));
  /** What is subtracted; null for nothing. */
  readonly against: Choice | null = $derived.by(() => {
    const { groups, models } = this.choices;
    return [...groups, ...models].find(({ id }) => id === this.wantedAgainst) ?? null;
  });

  /** Places of the heads that the mean is over; of a difference to a model, those that both have. */
  readonly heads: readonly number[] = $derived.by(() => {
    const { tokens } = this;
    if (!tokens) return [];
    const wanted = headsInScope(tokens.payload.heads, this);
    const { theirs } = this;
    return theirs ? wanted.filter((place) => (theirs[place] ?? -1) >= 0) : wanted;
  });
  readonly scope: string = $derived.by(() => scopeName(this));
  /** Place of each head in what is subtracted, -1 for none; null if nothing is, or while it is on its way. */
  private readonly theirs: readonly number[] | null = $derived.by(() => {
    const { tokens, against } = this;
    const other = this.otherTokens;
    return tokens && against && other ? placesAmong(tokens.payload.heads, other.payload.heads) : null;
  });
  private readonly otherTokens: LoadedTokens | null | undefined = $derived.by(() =>
    this.otherModel ? this.others.value : this.tokens,
  );
  /** Whether what is subtracted is still on its way. */
  readonly waits: boolean = $derived.by(
    () => this.against !== null && this.otherModel !== null && (!this.others.value || !this.otherPayload.value),
  );

  readonly source: Source | null = $derived.by(() => this.sourceOf(this.heads));
  /** What is subtracted; null if nothing is. */
  readonly other: Source | null = $derived.by(() => this.otherOf(this.heads));

  /** All tokens that the reader asks for, ranked. */
  readonly ranked: readonly TokenRow[] = $derived.by(() => {
    const { source, other } = this;
    const { leastCount: least, specials, punctuation } = this;
    return source && this.heads.length ? rankedTokens(source, other, { least, specials, punctuation }) : [];
  });
  readonly top: readonly TokenRow[] = $derived.by(() => this.ranked.slice(0, Math.max(1, this.topTokens)));

  /** The token that is looked at: the chosen one, or the first of the list; null if there is none. */
  readonly word: TokenRow | null = $derived.by(() => {
    const { source, other, tokens } = this;
    const place = tokens?.payload.types.findIndex(({ token }) => token === this.wantedWord) ?? -1;
    const type = tokens?.payload.types[place];
    if (!source || !type) return this.top[0] ?? null;
    const numbers = numbersOf(source, place);
    const theirs = other && this.otherNumbers(other, place);
    return { place, type, ...numbers, other: theirs, value: numbers.mean - (theirs?.mean ?? 0) };
  });
  /** The token that the address asks for, if the statistics do not have it. */
  readonly unlisted: string | null = $derived.by(() => {
    const wanted = this.wantedWord;
    return this.tokens?.payload.types.some(({ token }) => token === wanted) ? null : wanted;
  });
  readonly contexts: readonly Context[] = $derived.by(() => {
    const { tokens, word, group } = this;
    return tokens && word && group
      ? contextsOf(tokens, word.place, this.heads, group, this.entries, this.modelPlace)
      : [];
  });

  /** To be made while a component is set up, because it watches the props. */
  constructor(readonly props: () => ViewProps) {
    this.payload = new Arriving(() => this.store.payload(this.model.key));
    this.own = new Arriving(() => this.store.tokens(this.model.key, this.kind, this.quantity));
    this.otherPayload = new Arriving(() => this.ofOther((key) => this.store.payload(key)));
    this.others = new Arriving(() => this.ofOther((key) => this.store.tokens(key, this.kind, this.quantity)));
  }

  /** Numbers over some heads, given by their places; null while they are on their way. */
  sourceOf(heads: readonly number[]): Source | null {
    const { tokens, group } = this;
    return tokens && group ? { tokens, group: group.at, heads } : null;
  }

  /** The same of what is subtracted, over the same heads. */
  otherOf(heads: readonly number[]): Source | null {
    const { theirs, otherTokens: tokens } = this;
    if (!theirs || !tokens) return null;
    const group = this.otherModel ? this.sameGroup() : this.otherGroup;
    return group ? { tokens, group: group.at, heads: heads.flatMap((place) => theirs[place] ?? []) } : null;
  }

  /** Places of the heads that both have, if something is subtracted. */
  sharedPlaces(): readonly number[] {
    const { theirs, tokens } = this;
    const places = tokens?.payload.heads.map((_, place) => place) ?? [];
    return theirs ? places.filter((place) => (theirs[place] ?? -1) >= 0) : places;
  }

  /** Numbers of a token in what is subtracted; null if it is not listed there. */
  private otherNumbers(other: Source, place: number) {
    const theirs = placeIn(this.tokens?.payload.types[place], other.tokens.payload.types);
    return theirs < 0 ? null : numbersOf(other, theirs);
  }

  /** The group in the statistics of the other model. */
  private sameGroup(): NamedGroup | null {
    return namedGroups(this.otherPayload.value?.groups ?? []).find(({ id }) => id === this.group?.id) ?? null;
  }

  private async ofOther<T>(ask: (key: string) => Promise<T>): Promise<T | null> {
    return this.otherKey === null ? null : ask(this.otherKey);
  }
}
