/** What is drawn of a flow: which links, along which curves, and the scene of its tokens. */

import { chosenLinks, linkCurves, type ChosenLinks, type LinkCurve } from '../../core/flows/flowLinks';
import type { FlowState } from './flow.svelte';
import type { FlowScene } from './flowDraw';

export class FlowPicture {
  /** Of all that is shown; null before it has arrived. */
  readonly all: ChosenLinks | null = $derived.by(() => {
    const { union, shown } = this.flow;
    return union && shown && chosenLinks(union, shown, null);
  });
  /** Of what is in focus; null while nothing is. */
  readonly marked: ChosenLinks | null = $derived.by(() => {
    const { union, shown, marks } = this.flow;
    return union && shown && marks && chosenLinks(union, shown, marks);
  });
  readonly curves: readonly LinkCurve[] = $derived(this.curvesOf(this.all));
  readonly markedCurves: readonly LinkCurve[] = $derived(this.curvesOf(this.marked));

  private readonly names = $derived.by(() => this.flow.labels.map((_, ring) => this.flow.ringName(ring)));
  /** Null before the flow has arrived. */
  readonly scene: Omit<FlowScene, 'look'> | null = $derived.by(() => {
    const { union, layout, glyphs, sparks, labels, root, ring, isCompared } = this.flow;
    if (!union || !sparks) return null;
    return { union, layout, glyphs, sparks, labels, names: this.names, root, ring, isCompared, marks: null };
  });

  /** To be made while a component is set up. */
  constructor(private readonly flow: FlowState) {}

  private curvesOf(chosen: ChosenLinks | null): LinkCurve[] {
    const { union, layout } = this.flow;
    return union && chosen ? linkCurves(union, layout, chosen.links) : [];
  }
}
