/** Where the rings and tokens of the Flows view lie. Lengths are in picture units, angles clockwise from the top. */

import { MOST_CIRCLES } from './flow';

/** Size of a token's mark: glyph, label and sparkline above each other. */
export const MARK = { width: 48, height: 46 };
/** Distance between two rings, so that marks fit whichever way they are turned. */
const DISTANCE = 66;
/** Radius of the first ring at least. */
const INNERMOST = 74;
/** Room of a ring that shows dots instead of marks. */
const FOLDED = 26;
/** Marks are drawn smaller, down to this, before the ring grows. */
const LEAST_SCALE = 0.7;
/** Length of the gap on each ring where both sentences start, which holds its name. */
const GAP = 34;
/** Marks need this much of a ring's length to stand upright anywhere on it. */
const UPRIGHT = Math.hypot(MARK.width, MARK.height) * 0.92;

/** A ring is widened by so much if its marks can stand upright then. */
const MOST_WIDENED = 60;

/** What can be shown in full: more rings or more tokens in a ring fold. */
export const MOST_RINGS = 12;
export const MOST_TOKENS = 60;

const TURN = 2 * Math.PI;

/** A ring and the tokens it shows, in the order of the text. */
export interface RingTokens {
  ring: number;
  tokens: readonly number[];
  /** How many of them belong to the first sentence; they come first. */
  nFirst: number;
  /** What the reader wants, null for what fits. */
  wish: 'open' | 'folded' | null;
}

export interface Spot {
  token: number;
  angle: number;
  x: number;
  y: number;
  /** Angle by which the mark is turned, within a quarter turn: nothing stands on its head. */
  tilt: number;
}

export interface PlacedRing {
  ring: number;
  radius: number;
  /** Half of its width. */
  reach: number;
  folded: boolean;
  /** Factor on the size of its marks. */
  scale: number;
  spots: readonly Spot[];
  /** Where the two sentences meet; null for a single one. */
  meeting: number | null;
  /** Half of the gap at the top, as an angle. */
  gap: number;
}

export interface RingsLayout {
  rings: readonly PlacedRing[];
  /** Radius of everything. */
  radius: number;
}

/** Which rings fold by themselves: those with too many tokens, then the densest until no more are open than fit. */
export function foldedRings(rings: readonly RingTokens[]): Set<number> {
  const folded = new Set(rings.filter(({ tokens }) => tokens.length > MOST_TOKENS).map(({ ring }) => ring));
  const open = rings.filter(({ ring, tokens }) => ring > 0 && tokens.length > 0 && !folded.has(ring));
  const densest = [...open].sort((a, b) => b.tokens.length - a.tokens.length || b.ring - a.ring);
  for (const { ring } of densest.slice(0, Math.max(0, open.length - MOST_RINGS))) folded.add(ring);
  for (const { ring, wish } of rings) {
    if (wish === 'open') folded.delete(ring);
    if (wish === 'folded') folded.add(ring);
  }
  return folded;
}

/** Place the rings that hold tokens, from the innermost outwards; ring 0, the root, is the centre. */
export function layoutRings(rings: readonly RingTokens[]): RingsLayout {
  const folded = foldedRings(rings);
  const placed: PlacedRing[] = [];
  let rim = INNERMOST - DISTANCE / 2;
  for (const each of rings) {
    if (each.tokens.length === 0 || each.ring === 0) continue;
    const ring = placeRing(each, rim, folded.has(each.ring));
    placed.push(ring);
    rim = ring.radius + ring.reach;
  }
  return { rings: placed, radius: rim + 8 };
}

function placeRing({ ring, tokens, nFirst }: RingTokens, rim: number, folded: boolean): PlacedRing {
  const reach = (folded ? FOLDED : DISTANCE) / 2;
  const needed = folded ? 0 : (tokens.length * MARK.width * LEAST_SCALE + GAP) / TURN;
  const least = Math.max(rim + reach, needed);
  const upright = (tokens.length * UPRIGHT + GAP) / TURN;
  const radius = !folded && upright > least && upright < least + MOST_WIDENED ? upright : least;
  const gap = Math.min(0.5, GAP / 2 / radius);
  const slot = (TURN - 2 * gap) / tokens.length;
  const arc = slot * radius;
  const scale = Math.min(1, arc / MARK.width);
  const isUpright = arc >= UPRIGHT - 1e-6;
  const spots = tokens.map((token, at) => {
    const angle = at < nFirst ? gap + (at + 0.5) * slot : TURN - gap - (at - nFirst + 0.5) * slot;
    return spotAt(token, angle, radius, isUpright);
  });
  const meeting = nFirst < tokens.length && nFirst > 0 ? gap + nFirst * slot : null;
  return { ring, radius, reach, folded, scale, spots, meeting, gap };
}

/** The first sentence runs clockwise from the top, the second the other way round. */
function spotAt(token: number, angle: number, radius: number, isUpright: boolean): Spot {
  const [x, y] = onCircle(angle, radius);
  return { token, angle, x, y, tilt: isUpright ? 0 : uprightTilt(angle) };
}

export function onCircle(angle: number, radius: number): [number, number] {
  return [radius * Math.sin(angle), -radius * Math.cos(angle)];
}

/** Along the ring, turned by half where that would stand on its head. */
export function uprightTilt(angle: number): number {
  const turned = ((((angle + TURN / 4) % TURN) + TURN) % TURN) - TURN / 4;
  return turned > TURN / 4 ? turned - TURN / 2 : turned;
}

/** Where a point lies. */
export interface RingHit {
  ring: PlacedRing;
  spot: Spot;
  /** From the middle of the mark, in its own unscaled and unturned units. */
  u: number;
  v: number;
  /** Whether the point is on the mark and not only on its part of the ring. */
  isOn: boolean;
}

/** The token nearest to a point on the ring that the point lies on; null between rings and outside. */
export function ringHit({ rings }: RingsLayout, x: number, y: number): RingHit | null {
  const distance = Math.hypot(x, y);
  const ring = rings.find(({ radius, reach }) => Math.abs(distance - radius) <= reach);
  const angle = Math.atan2(x, -y);
  const spot = ring && nearestSpot(ring.spots, angle);
  if (!spot) return null;
  const [dx, dy] = [x - spot.x, y - spot.y];
  const [cos, sin] = [Math.cos(-spot.tilt), Math.sin(-spot.tilt)];
  const [u, v] = [(dx * cos - dy * sin) / ring.scale, (dx * sin + dy * cos) / ring.scale];
  const isOn = ring.folded
    ? Math.hypot(dx, dy) <= FOLDED / 2
    : Math.abs(u) <= MARK.width / 2 && Math.abs(v) <= MARK.height / 2;
  return { ring, spot, u, v, isOn };
}

function nearestSpot(spots: readonly Spot[], angle: number): Spot | undefined {
  const away = (spot: Spot) => Math.abs(Math.sin((spot.angle - angle) / 2));
  return spots.reduce<Spot | undefined>((best, spot) => (!best || away(spot) < away(best) ? spot : best), undefined);
}

/** Tokens of a ring between two of its tokens, the shorter way round. */
export function tokensBetween({ spots }: PlacedRing, from: number, to: number): number[] {
  const round = [...spots].sort((a, b) => a.angle - b.angle).map(({ token }) => token);
  const [start, end] = [round.indexOf(from), round.indexOf(to)];
  if (start < 0 || end < 0) return [];
  const clockwise = (end - start + round.length) % round.length;
  const [first, length] = 2 * clockwise <= round.length ? [start, clockwise] : [end, round.length - clockwise];
  return Array.from({ length: length + 1 }, (_, step) => round[(first + step) % round.length] ?? 0);
}

/** The token beside one on its ring, clockwise for a positive step. */
export function neighbourOnRing({ spots }: PlacedRing, token: number, step: number): number {
  const round = [...spots].sort((a, b) => a.angle - b.angle).map((spot) => spot.token);
  return round[(round.indexOf(token) + step + round.length) % round.length] ?? token;
}

/** The token of a ring that lies nearest in direction. */
export function tokenTowards({ spots }: PlacedRing, angle: number): number {
  return nearestSpot(spots, angle)?.token ?? 0;
}

/** Points of a link between two spots that winds around the rings further in, axes (point, x and y). */
export function linkPoints(from: Spot | null, to: Spot, fromRadius: number, toRadius: number): number[] {
  if (!from) return [0, 0, to.x, to.y];
  const turn = ((((to.angle - from.angle + TURN / 2) % TURN) + TURN) % TURN) - TURN / 2;
  const nSteps = Math.max(1, Math.ceil(Math.abs(turn) / STEP));
  const points: number[] = [from.x, from.y];
  for (let at = 1; at < nSteps; at++) {
    const share = at / nSteps;
    // Slow at both ends, so that a link leaves and meets a ring at an angle that can be followed.
    const eased = share * share * (3 - 2 * share);
    points.push(...onCircle(from.angle + turn * share, fromRadius + (toRadius - fromRadius) * eased));
  }
  points.push(to.x, to.y);
  return points;
}

/** Angle that a straight piece of a link spans at most. */
const STEP = Math.PI / 24;

/** Parts of a mark from its middle: glyph on top, then the label, then the sparkline. */
export const PARTS = {
  glyph: -MARK.height / 2,
  label: -MARK.height / 2 + 26,
  sparkline: { top: MARK.height / 2 - 12, height: 10, width: 26 },
};

/** Of circles above a token of the sentence: how many are shared, and how many more the first or second model has. */
export function circleShares(first: number, second: number): { shared: number; more: number; empty: number } {
  const [least, most] = [Math.min(first, second), Math.max(first, second)];
  return { shared: least, more: most - least, empty: MOST_CIRCLES - most };
}
