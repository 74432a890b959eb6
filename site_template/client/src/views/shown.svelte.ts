/** What both views derive from the page's state: the units shown, the pinned ones, and the layers' weights. */

import { filterLinks } from '../core/filter';
import { pinnedUnits, togglePin } from '../core/focus';
import type { Crossing } from '../core/heatLayout';
import type { LayerCodes, ViewProps } from '../core/payload';
import { regroup, type UnitWeights } from '../core/regroup';
import type { PageState } from '../core/state';
import { shownUnits, type Unit } from '../core/units';

/**
 * Every value is a step of its own, so that a change of the page's state recomputes only what it concerns: pinning a
 * token must not regroup a layer.
 */
export class Shown {
  private readonly level = $derived.by(() => this.props().page.level);
  private readonly specials = $derived.by(() => this.props().page.specials);
  private readonly raw = $derived.by(() => this.props().page.raw);
  private readonly pair = $derived.by(() => this.props().page.pair);
  private readonly filter = $derived.by(() => this.props().page.filter);
  private readonly threshold = $derived.by(() => this.props().page.threshold);
  private readonly mass = $derived.by(() => this.props().page.mass);
  private readonly querySequence = $derived.by(() => this.props().query);
  private readonly keySequence = $derived.by(() => this.props().key);
  private readonly queryPins = $derived.by(() => this.props().page.queries);
  private readonly keyPins = $derived.by(() => this.props().page.keys);

  private readonly unitOptions = $derived({
    level: this.level,
    specials: this.specials,
    raw: this.raw,
    pair: this.pair,
  });
  private readonly filterOptions = $derived({ filter: this.filter, threshold: this.threshold, mass: this.mass });

  readonly queries: Unit[] = $derived(shownUnits(this.querySequence, 'query', this.unitOptions));
  readonly keys: Unit[] = $derived(shownUnits(this.keySequence, 'key', this.unitOptions));
  /** Rows that hold a pinned token. */
  readonly pinnedQueries: number[] = $derived(pinnedUnits(this.queries, this.queryPins));
  readonly pinnedKeys: number[] = $derived(pinnedUnits(this.keys, this.keyPins));
  /** Whether both sides are the same sequence. */
  readonly isSelf: boolean = $derived.by(() => this.props().attention.query === this.props().attention.key);

  /** Whether the diagonal is where a unit looks at itself. */
  readonly hasDiagonal: boolean = $derived(this.isSelf && this.queries[0]?.tokens[0] === this.keys[0]?.tokens[0]);

  /** Regroups a layer; the last one is kept, because moving a filter's slider asks for it again and again. */
  private readonly grouped: (codes: LayerCodes) => UnitWeights = $derived.by(() => {
    const { queries, keys } = this;
    let last: { codes: LayerCodes; weights: UnitWeights } | null = null;
    return (codes) => {
      if (last?.codes !== codes) last = { codes, weights: regroup(codes, queries, keys) };
      return last.weights;
    };
  });

  /** Gives the weights between the units, hidden links as 0; another function as soon as it would give others. */
  readonly toWeights: (codes: LayerCodes) => UnitWeights = $derived.by(() => {
    const { grouped, filterOptions } = this;
    return (codes) => filterLinks(grouped(codes), filterOptions);
  });

  constructor(private readonly props: () => ViewProps) {}

  /** The change that pins the tokens of a row and a column, or releases them. */
  togglePins({ query, key }: Crossing): Pick<PageState, 'queries' | 'keys'> {
    const [from, to] = [this.queries[query ?? -1], this.keys[key ?? -1]];
    return {
      queries: from ? togglePin(this.queryPins, from) : this.queryPins,
      keys: to ? togglePin(this.keyPins, to) : this.keyPins,
    };
  }

  /** What of the settings a figure's description must say. */
  get settings(): string {
    const filters = {
      none: 'every link',
      threshold: `links of at least ${this.threshold}`,
      mass: `the strongest links of each query up to ${Math.round(100 * this.mass)} % of its row`,
    };
    return [
      this.level === 'word' ? 'words' : 'word pieces',
      this.specials ? 'with special tokens' : 'without special tokens',
      ...(this.pair === 'all' ? [] : [`texts ${this.pair[0]?.toUpperCase()} → ${this.pair[1]?.toUpperCase()}`]),
      filters[this.filter],
    ].join(', ');
  }
}
