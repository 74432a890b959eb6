/** What of the rings is in sight: their zoom, and where they were moved. Lengths in CSS pixels. */

import { broughtIn, coveredBy, fitted, panned, zoomed, type FlowView } from '../../core/flows/flowView';
import type { FlowState } from './flow.svelte';

/** Factor of one step of the zoom. */
const ZOOM_STEP = 1.3;
/** Room around a token that the keyboard brings into sight. */
const ROOM = 60;

export class FlowSight {
  /** Of the area that the rings are drawn in. */
  width = $state(0);
  height = $state(0);
  /** What the reader zoomed to; null while everything is shown. */
  private own: FlowView | null = $state.raw(null);

  private readonly size = $derived({ width: this.width, height: this.height });
  readonly view: FlowView = $derived.by(() => this.own ?? fitted(this.size, this.flow.layout.radius));
  readonly isOwn: boolean = $derived(this.own !== null);
  /** The part of the area that must be drawn. */
  readonly covered = $derived.by(() => coveredBy(this.view, this.size, this.flow.layout.radius));

  /** To be made while a component is set up. */
  constructor(private readonly flow: FlowState) {}

  /** About the middle; inwards for positive steps. */
  zoom(steps: number): void {
    this.zoomAbout(ZOOM_STEP ** steps, this.width / 2, this.height / 2);
  }

  zoomAbout(factor: number, x: number, y: number): void {
    this.own = zoomed(this.view, factor, x, y);
  }

  showAll(): void {
    this.own = null;
  }

  pan(dx: number, dy: number): void {
    this.own = panned(this.view, dx, dy, this.size, this.flow.layout.radius);
  }

  /** Move a place, in picture units, into sight; nothing moves while everything is shown. */
  bringIn(x: number, y: number): void {
    if (this.own) this.own = broughtIn(this.view, x, y, this.size, ROOM);
  }
}
