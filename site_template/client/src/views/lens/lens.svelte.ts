/** HeadLens in values: the clusters of the selected head, and those that the tokens of the document fall in. */

import { headLens, largestAt, type HeadLens } from '../../core/lens/lens';
import {
  markedClusters,
  memberships,
  pinnedTokens,
  pointedMembership,
  type Membership,
  type MembershipOf,
  type SideToken,
} from '../../core/lens/lensTokens';
import type { LoadedIndex, LoadedLens } from '../../core/lens/lenses';
import type { TokenClusters, ViewProps } from '../../core/payload';
import { Arriving } from '../arriving.svelte';

export class LensState {
  /** Tokens under the pointer in the heat map; null on a side that it is not on. */
  pointed: { query: number | null; key: number | null } | null = $state.raw(null);

  private readonly model = $derived.by(() => this.props().model.key);
  private readonly kind = $derived.by(() => this.props().attention.kind);
  private readonly layer = $derived.by(() => this.props().page.layer);
  private readonly head = $derived.by(() => this.props().page.head);
  private readonly queries = $derived.by(() => this.props().page.queries);
  private readonly keys = $derived.by(() => this.props().page.keys);
  private readonly loaded = $derived.by(() => this.props().loaded);
  private readonly lenses = $derived.by(() => this.props().lenses);
  private readonly isSelf = $derived.by(() => this.props().attention.query === this.props().attention.key);

  private readonly ofModel: Arriving<LoadedIndex>;
  private readonly ofLayer: Arriving<LoadedLens | null>;
  private readonly ofTokens: Arriving<TokenClusters | null>;

  /** Undefined while it is on its way; likewise below. */
  readonly index: LoadedIndex | undefined = $derived.by(() => this.ofModel.value);
  readonly failure: string | null = $derived.by(() => this.ofModel.failure ?? this.ofLayer.failure);
  /** Null if the lens lacks the head. */
  readonly lens: HeadLens | null | undefined = $derived.by(() => {
    const [index, layer, { head }] = [this.ofModel.value, this.ofLayer.value, this];
    if (layer === null || head === null) return null;
    return index && layer && headLens(index, layer, head);
  });

  /** Clusters of a token; null where nothing is known of the document's tokens. */
  readonly clustersOf: MembershipOf | null = $derived.by(() => {
    const [tokens, layer, { head }] = [this.ofTokens.value, this.ofLayer.value, this];
    return tokens && layer && head !== null ? memberships(tokens, layer, head, this.isSelf) : null;
  });
  readonly pinned: readonly SideToken[] = $derived.by(() => pinnedTokens(this.queries, this.keys, this.isSelf));
  readonly marked = $derived.by(() => {
    const { clustersOf, pinned } = this;
    return markedClusters(clustersOf ? pinned.map(clustersOf) : []);
  });
  readonly pointedAt: Membership | null = $derived.by(() => {
    const { clustersOf, pointed } = this;
    return clustersOf && pointed && pointedMembership(clustersOf, pointed.query, pointed.key);
  });

  /** The boxed query and key cluster: the chosen ones, or the strongest pair of the head. */
  readonly cell: readonly [number, number] = $derived.by(() => {
    const { lens, head, layer, kind } = this;
    const chosen = this.props().page.cell;
    if (!lens) return [0, 0];
    if (chosen && chosen[0] < lens.query.length && chosen[1] < lens.key.length) return chosen;
    const sketch = this.index?.index.heads.find(
      (each) => each.kind === kind && each.layer === layer && each.head === head,
    );
    return sketch ? [sketch.query.cluster, sketch.key.cluster] : largestAt(lens.similarity);
  });
  /** The boxed key and value cluster: the chosen ones, or what goes with most of the boxed key cluster. */
  readonly written: readonly [number, number] = $derived.by(() => {
    const { lens, cell } = this;
    const chosen = this.props().page.written;
    if (!lens) return [0, 0];
    return chosen && chosen[0] < lens.key.length && chosen[1] < lens.value.length
      ? chosen
      : largestAt(lens.written, cell[1]);
  });

  /** To be made while a component is set up, because it watches the props. */
  constructor(private readonly props: () => ViewProps) {
    this.ofModel = new Arriving(() => this.lenses.index(this.model));
    this.ofLayer = new Arriving(() => this.lenses.layer(this.model, this.kind, this.layer));
    this.ofTokens = new Arriving(() =>
      // A document that cannot be read is reported by the heat map.
      this.loaded.tokenClusters(this.model, this.kind, this.layer).catch(() => null),
    );
  }

  /** What is written follows the key cluster until another is chosen. */
  box(query: number, key: number): void {
    this.props().update({ cell: [query, key], written: null });
  }

  boxWritten(key: number, value: number): void {
    this.props().update({ written: [key, value] });
  }
}
