/** What lies at a point of the Flows view, and where the keyboard goes from there. */

import { glyphOf, neighbourSquare, reachOf, squareAt, type Glyph, type Half } from './flowGlyphs';
import { BOTH, FIRST, SECOND, type FlowUnion } from './flowCompare';

import type { FlowChoice } from './flowPaths';
import { neighbourOnRing, PARTS, ringHit, tokenTowards, type PlacedRing, type RingsLayout } from './flowRings';

/** A token of a ring, and perhaps one of its squares. */
export interface FlowTarget {
  ring: number;
  token: number;
  /** Number of the square in the glyph; null for the token as a whole. */
  square: number | null;
  half: Half;
}

export const ofToken = (ring: number, token: number): FlowTarget => ({ ring, token, square: null, half: 'whole' });

/** Distance from the centre within which the root lies. */
const ROOT_REACH = 34;

/** Which models a head of a token leads on in: bits. */
export function modelsOfHead(union: FlowUnion, glyph: Glyph, token: number, square: number): number {
  const head = glyph.heads[square];
  if (!head) return 0;
  return union.graphs.reduce((bits, graph, at) => bits | (reachOf(graph, head, token) > 0 ? 1 << at : 0), 0);
}

/** The token, or the square of a token, at a point counted from the centre; null for neither. */
export function flowTargetAt(
  union: FlowUnion,
  layout: RingsLayout,
  root: number,
  x: number,
  y: number,
): FlowTarget | null {
  if (Math.hypot(x, y) <= ROOT_REACH) return withSquare(union, 0, root, x, y);
  const hit = ringHit(layout, x, y);
  if (!hit?.isOn) return null;
  return hit.ring.folded
    ? ofToken(hit.ring.ring, hit.spot.token)
    : withSquare(union, hit.ring.ring, hit.spot.token, hit.u, hit.v);
}

function withSquare(union: FlowUnion, ring: number, token: number, u: number, v: number): FlowTarget {
  const glyph = glyphOf(union, ring);
  const [left, top] = [-(glyph.columns * glyph.cell) / 2, PARTS.glyph];
  const found = squareAt(glyph, u - left, v - top, (square) => modelsOfHead(union, glyph, token, square) === BOTH);
  return found ? { ring, token, ...found } : ofToken(ring, token);
}

/** What pointing at a target chooses. A split square follows the model of its half, unless both are asked for. */
export function choiceOf(union: FlowUnion, target: FlowTarget, bothModels: boolean): FlowChoice {
  const spots = [{ ring: target.ring, tokens: [target.token] }];
  const head = target.square === null ? null : (glyphOf(union, target.ring).heads[target.square] ?? null);
  const halves = { first: FIRST, second: SECOND, whole: BOTH };
  return { spots, head, models: head && !bothModels ? halves[target.half] : BOTH };
}

export function sameFlowTarget(a: FlowTarget | null, b: FlowTarget | null): boolean {
  if (a === null || b === null) return a === b;
  return a.ring === b.ring && a.token === b.token && a.square === b.square && a.half === b.half;
}

/** Along a ring, from ring to ring, and through the squares of a token. */
const RING_STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 };
const DEPTH_STEPS: Record<string, number> = { ArrowUp: 1, ArrowDown: -1 };
const SQUARE_STEPS: Record<string, number> = { PageUp: -1, PageDown: 1 };

/** Where a key leads; null for a key that leads nowhere. Halves of a split square are two stops. */
export function flowTargetFrom(
  union: FlowUnion,
  { rings }: RingsLayout,
  root: number,
  from: FlowTarget,
  key: string,
): FlowTarget | null {
  if (key === 'Home') return ofToken(0, root);
  const at = rings.findIndex(({ ring }) => ring === from.ring);
  const own = rings[at];
  if (RING_STEPS[key] !== undefined) {
    return own ? ofToken(own.ring, neighbourOnRing(own, from.token, RING_STEPS[key])) : ofToken(0, root);
  }
  if (DEPTH_STEPS[key] !== undefined) return acrossRings(rings, root, from, at + DEPTH_STEPS[key]);
  if (SQUARE_STEPS[key] !== undefined) return nextSquare(union, from, SQUARE_STEPS[key]);
  return null;
}

function acrossRings(rings: readonly PlacedRing[], root: number, from: FlowTarget, next: number): FlowTarget {
  if (next < 0) return ofToken(0, root);
  const ring = rings[Math.min(next, rings.length - 1)];
  const own = rings.find((each) => each.ring === from.ring)?.spots.find(({ token }) => token === from.token);
  if (!ring || ring.ring === from.ring) return ofToken(from.ring, from.token);
  return ofToken(ring.ring, tokenTowards(ring, own?.angle ?? 0));
}

function nextSquare(union: FlowUnion, from: FlowTarget, step: number): FlowTarget {
  const glyph = glyphOf(union, from.ring);
  const isSplit = (square: number | null) =>
    square !== null && modelsOfHead(union, glyph, from.token, square) === BOTH && union.graphs.length > 1;
  if (isSplit(from.square) && from.half === (step > 0 ? 'first' : 'second')) {
    return { ...from, half: step > 0 ? 'second' : 'first' };
  }
  const square = neighbourSquare(glyph, from.square, step);
  if (square === from.square) return from;
  return { ...from, square, half: isSplit(square) ? (step > 0 ? 'first' : 'second') : 'whole' };
}
