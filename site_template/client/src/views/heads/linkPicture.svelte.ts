/** The picture of the Heads view in a window that scrolls along the tokens, whether they run down or across. */

import { linkUnder, type Columns } from '../../core/bipartite';
import { linksInWindow } from '../../core/links';
import { bipartiteOf, focusedBipartite, sameTarget, spotAt, type Stage, type Target } from '../../core/stage';
import type { Side } from '../../core/units';
import { visibleSlice } from '../../core/window';
import { inNextFrame } from '../canvas';
import type { Strip } from './drawLinks';
import type { HeadsState } from './heads.svelte';

/**
 * Links drawn at most, the strongest of those in sight. Without a graphics card a thousand lines take some 6 ms:
 * what follows the pointer or the scrolling must fit into a frame, what is drawn once may take a few.
 */
const BUDGET = { all: 3000, focus: 800, scrolling: 500, aiming: 250 };
/** Milliseconds without scrolling or aiming elsewhere after which all are drawn again. */
const SETTLED = 120;

/** Sizes in CSS pixels; a token's row runs across the picture, and the rows follow one another along it. */
export interface Measures {
  across: number;
  columns: Columns;
  rowHeight: number;
  /** Length along the rows that there is room for. */
  room: number;
}

export class LinkPicture {
  /** Row that the keyboard is on, by side. */
  readonly cursor: Record<Side, number> = $state({ query: 0, key: 0 });
  private scrolled = $state(0);
  /** True at first too: the strongest links appear at once, and the others when the page stands. */
  private isScrolling = $state(true);
  private isAiming = $state(false);
  private settling: ReturnType<typeof setTimeout> | undefined;
  private resting: ReturnType<typeof setTimeout> | undefined;

  readonly units = $derived.by(() => ({ query: this.heads().shown.queries, key: this.heads().shown.keys }));
  readonly pinned: Record<Side, readonly number[]> = $derived.by(() => {
    const { pinnedQueries, pinnedKeys } = this.heads().shown;
    return { query: pinnedQueries, key: pinnedKeys };
  });
  readonly rowHeight: number = $derived.by(() => this.measures().rowHeight);
  readonly columns: Columns = $derived.by(() => this.measures().columns);
  private readonly nRows = $derived(Math.max(this.units.query.length, this.units.key.length));
  /** Length of all rows together, and of the part in sight. */
  readonly total: number = $derived(this.nRows * this.rowHeight);
  readonly length: number = $derived.by(() => Math.min(this.measures().room, this.total));
  readonly slice = $derived(visibleSlice(this.scrolled, this.length, this.rowHeight, this.nRows));

  private readonly still: Stage = $derived.by(() => ({
    width: this.measures().across,
    columns: this.columns,
    rowHeight: this.rowHeight,
    scrolled: this.scrolled,
    nRows: { query: this.units.query.length, key: this.units.key.length },
    hasCells: { query: false, key: false },
    nHeads: this.heads().colours.length,
    active: this.heads().active,
  }));
  readonly stage: Stage = $derived.by(() => {
    const { queryWeights, keyWeights } = this.heads();
    return { ...this.still, hasCells: { query: queryWeights !== null, key: keyWeights !== null } };
  });
  /** All the links are drawn where they would be without a focus, so that no focus draws them again. */
  readonly layout = $derived(bipartiteOf(this.still));
  readonly focusLayout = $derived(focusedBipartite(this.stage));

  readonly all = $derived.by(() => this.inSight(this.isScrolling ? BUDGET.scrolling : BUDGET.all, this.heads().links));
  readonly focus = $derived.by(() => {
    const { focusLinks } = this.heads();
    return focusLinks && this.inSight(this.isAiming ? BUDGET.aiming : BUDGET.focus, focusLinks);
  });

  readonly strips: Strip[] = $derived.by(() => {
    const { queryWeights, keyWeights, focus } = this.heads();
    const { strip: width } = this.columns;
    const strip = (left: number, weights: Float32Array | null, side: Side, most: number): Strip[] =>
      weights ? [{ left, width, weights, nRows: this.units[side].length, most }] : [];
    return [
      ...strip(0, queryWeights, 'query', 1),
      ...strip(this.layout.right - width, keyWeights, 'key', Math.max(1, focus.queries.length)),
    ];
  });

  constructor(
    private readonly heads: () => HeadsState,
    private readonly measures: () => Measures,
  ) {
    inNextFrame(() => {
      this.settle();
    });
  }

  private inSight(budget: number, links: HeadsState['links']) {
    const first = Math.floor(this.scrolled / this.rowHeight);
    const last = Math.ceil((this.scrolled + this.length) / this.rowHeight) - 1;
    return { links, ...linksInWindow(links, first, last, budget) };
  }

  /** @param scrolled Length by which the rows are scrolled out at their beginning. */
  scrollTo(scrolled: number): void {
    this.scrolled = scrolled;
    this.isScrolling = true;
    this.settle();
  }

  private settle(): void {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => (this.isScrolling = false), SETTLED);
  }

  /** What lies at a point; `along` counts from the beginning of what is in sight. */
  targetAt(across: number, along: number): Target | null {
    const spot = spotAt(this.stage, across, along);
    if (spot !== 'between') return spot;
    const { links, places } = this.focus ?? this.all;
    const layout = this.focus ? this.focusLayout : this.layout;
    const link = linkUnder(layout, links, places, across - this.columns.token, along);
    return link && { kind: 'link', link };
  }

  aim(target: Target | null): void {
    const heads = this.heads();
    if (sameTarget(target, heads.target)) return;
    heads.target = target;
    this.isAiming = true;
    clearTimeout(this.resting);
    this.resting = setTimeout(() => (this.isAiming = false), SETTLED);
  }

  /** A press gives its side the focus, which would scroll to where the keyboard was: so the keyboard goes along. */
  press(target: Target | null): void {
    if (target?.kind === 'unit') this.cursor[target.place.side] = target.place.unit;
  }

  choose(target: Target | null): void {
    if (target?.kind === 'link') this.heads().select(target.link);
    else if (target) this.heads().pin(target.place);
  }

  /** Bring the keyboard to a row. */
  moveTo(side: Side, row: number): void {
    this.cursor[side] = row;
    this.aim({ kind: 'unit', place: { side, unit: row } });
  }

  /** Bring the keyboard to the other side, beside where it is, and give that side. */
  cross(side: Side): Side {
    const other = side === 'query' ? 'key' : 'query';
    this.cursor[other] = Math.min(this.cursor[side], this.units[other].length - 1);
    return other;
  }
}
