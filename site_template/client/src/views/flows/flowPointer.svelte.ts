/** The pointer over the rings: it points at tokens, keeps them by a click, brushes them, and moves the picture. */

import { tokensBetween, type Spot } from '../../core/flows/flowRings';
import { flowTargetAt, type FlowTarget } from '../../core/flows/flowTarget';
import { toPicture } from '../../core/flows/flowView';
import type { FlowState } from './flow.svelte';
import type { FlowSight } from './flowSight.svelte';

interface Point {
  x: number;
  y: number;
}

/** Where the pointer went down, on which token if on one, and whether it has moved since. */
interface Press extends Point {
  target: FlowTarget | null;
  moved: boolean;
  adds: boolean;
}

/** Pixels that the pointer may move in a click. */
const CLICK = 4;

export class FlowPointer {
  /** Where it is, from the corner of the area; null while it is elsewhere. */
  at: Point | null = $state.raw(null);
  private press: Press | null = null;

  /** @param onkept Told what a click was on. */
  constructor(
    private readonly flow: FlowState,
    private readonly sight: FlowSight,
    private readonly onkept: (target: FlowTarget) => void,
  ) {}

  readonly down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const at = pointOf(event);
    const adds = event.shiftKey || event.ctrlKey || event.metaKey;
    this.press = { ...at, target: this.targetOf(at), moved: false, adds };
  };

  readonly move = (event: PointerEvent): void => {
    const at = pointOf(event);
    this.at = at;
    if (this.press && event.buttons === 1) this.drag(this.press, event, at);
    else this.flow.aim(this.targetOf(at));
  };

  readonly up = (): void => {
    const { press, flow } = this;
    if (press && !press.moved) {
      if (press.target) {
        flow.freeze(press.target, press.adds);
        this.onkept(press.target);
      } else flow.clear();
    } else if (press && flow.brushed) {
      flow.brush(flow.brushed.ring, flow.brushed.tokens, press.adds || flow.several);
    }
    this.cancel();
  };

  readonly leave = (): void => {
    this.at = null;
    if (!this.press?.moved) this.flow.aim(null);
  };

  readonly cancel = (): void => {
    this.flow.brushed = null;
    this.press = null;
  };

  /** Zooms only with a key held or by pinching, so that the page can be scrolled past the picture. */
  readonly zoomsByWheel = (node: HTMLElement): (() => void) => {
    const onwheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { left, top } = node.getBoundingClientRect();
      this.sight.zoomAbout(Math.exp(-event.deltaY / 300), event.clientX - left, event.clientY - top);
    };
    node.addEventListener('wheel', onwheel, { passive: false });
    return () => {
      node.removeEventListener('wheel', onwheel);
    };
  };

  private targetOf({ x, y }: Point): FlowTarget | null {
    const { union, layout, root } = this.flow;
    return union && flowTargetAt(union, layout, root, ...toPicture(this.sight.view, x, y));
  }

  /** From a token along its ring it brushes; from anywhere else it moves the picture. */
  private drag(press: Press, event: PointerEvent, at: Point): void {
    if (!press.moved && Math.hypot(at.x - press.x, at.y - press.y) > CLICK) {
      press.moved = true;
      if (event.currentTarget instanceof Element) event.currentTarget.setPointerCapture(event.pointerId);
    }
    if (!press.moved) return;
    if (press.target) this.brushTo(press.target, at);
    else this.sight.pan(event.movementX, event.movementY);
  }

  private brushTo(start: FlowTarget, at: Point): void {
    const ring = this.flow.layout.rings.find((each) => each.ring === start.ring);
    if (!ring) return;
    const [x, y] = toPicture(this.sight.view, at.x, at.y);
    const nearest = ring.spots.reduce<Spot | null>(
      (best, spot) => (!best || away(spot, x, y) < away(best, x, y) ? spot : best),
      null,
    );
    this.flow.brushed = { ring: start.ring, tokens: tokensBetween(ring, start.token, nearest?.token ?? start.token) };
  }
}

function pointOf(event: PointerEvent): Point {
  const box =
    event.currentTarget instanceof Element ? event.currentTarget.getBoundingClientRect() : { left: 0, top: 0 };
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

/** By direction alone: a brush need not follow the ring. */
function away({ angle }: Spot, x: number, y: number): number {
  return Math.abs(Math.sin((angle - Math.atan2(x, -y)) / 2));
}
