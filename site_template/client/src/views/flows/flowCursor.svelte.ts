/** The keyboard in the rings: what the mouse can do, from token to token. */

import { flowTargetFrom, ofToken, type FlowTarget } from '../../core/flows/flowTarget';
import type { FlowState } from './flow.svelte';
import type { FlowPointer } from './flowPointer.svelte';
import type { FlowSight } from './flowSight.svelte';

/** Pixels of one step of panning. */
const PAN_STEP = 60;
const PAN_STEPS: Record<string, [number, number]> = {
  ArrowLeft: [PAN_STEP, 0],
  ArrowRight: [-PAN_STEP, 0],
  ArrowUp: [0, PAN_STEP],
  ArrowDown: [0, -PAN_STEP],
};

export class FlowCursor {
  /** Where it is or was last; null before the rings had the focus. */
  target: FlowTarget | null = $state.raw(null);
  private hasFocus = $state(false);

  /** Where the keyboard is, if the rings have the focus and there is a token. */
  readonly stop: FlowTarget | null = $derived.by(() => {
    const { target } = this;
    if (!target || !this.hasFocus) return null;
    const ring = this.flow.layout.rings.find((each) => each.ring === target.ring);
    return target.ring === 0 || ring?.spots.some(({ token }) => token === target.token) ? target : null;
  });

  /** To be made while a component is set up. */
  constructor(
    private readonly flow: FlowState,
    private readonly sight: FlowSight,
    private readonly pointer: () => FlowPointer,
  ) {}

  readonly keydown = (event: KeyboardEvent): void => {
    const { union, layout, root } = this.flow;
    if (!union || event.altKey) return;
    const at = this.target ?? ofToken(0, root);
    const next = flowTargetFrom(union, layout, root, at, event.key);
    if (event.ctrlKey || event.metaKey) {
      if (!this.pan(event.key)) return;
    } else if (next) {
      this.moveTo(next);
      if (event.shiftKey && event.key.startsWith('Arrow')) this.extend(at, next);
    } else if (!this.act(event.key, at)) return;
    event.preventDefault();
  };

  readonly keyup = (event: KeyboardEvent): void => {
    if (event.key === 'b') this.flow.holdsBoth = false;
  };

  /** The key acts while the pointer is in the picture, too. */
  readonly windowKeydown = (event: KeyboardEvent): void => {
    const isTyping = event.target instanceof Element && event.target.closest('input, select, textarea') !== null;
    if (event.key === 'b' && this.pointer().at && !isTyping) this.flow.holdsBoth = true;
  };

  readonly focus = (): void => {
    this.hasFocus = true;
    this.target ??= ofToken(0, this.flow.root);
    if (!this.pointer().at) this.flow.aim(this.target);
  };

  readonly blur = (): void => {
    this.hasFocus = false;
    this.flow.holdsBoth = false;
    if (!this.pointer().at) this.flow.aim(null);
  };

  private act(key: string, at: FlowTarget): boolean {
    const { flow, sight } = this;
    const deeds: Record<string, () => void> = {
      Enter: () => flow.freeze(at, false),
      ' ': () => flow.freeze(at, true),
      r: () => flow.setRoot(flow.canBeRoot(at.ring) ? at.token : flow.root),
      b: () => (flow.holdsBoth = true),
      '+': () => sight.zoom(1),
      '-': () => sight.zoom(-1),
      '0': () => sight.showAll(),
    };
    if (key === 'Escape' && flow.frozenChoice) flow.clear();
    else if (deeds[key]) deeds[key]();
    else return false;
    return true;
  }

  private pan(key: string): boolean {
    const step = PAN_STEPS[key];
    if (step) this.sight.pan(...step);
    return step !== undefined;
  }

  private moveTo(next: FlowTarget): void {
    this.target = next;
    this.flow.aim(next);
    const ring = this.flow.layout.rings.find((each) => each.ring === next.ring);
    const spot = ring?.spots.find(({ token }) => token === next.token);
    this.sight.bringIn(spot?.x ?? 0, spot?.y ?? 0);
  }

  /** With Shift held, moving along a ring brushes it. */
  private extend(from: FlowTarget, to: FlowTarget): void {
    if (from.ring !== to.ring || to.ring === 0) return;
    const frozen = this.flow.frozenSpots.find(({ ring }) => ring === to.ring)?.tokens ?? [];
    // A brush begins where the way along the ring began, wherever that was frozen.
    const kept = frozen.includes(from.token) ? frozen : [from.token];
    const tokens = kept.includes(to.token) ? kept.filter((token) => token !== from.token) : [...kept, to.token];
    this.flow.brush(to.ring, tokens, true);
  }
}
