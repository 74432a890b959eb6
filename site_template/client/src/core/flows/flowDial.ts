/** The position dial of the Flows view, in units of a box from -50 to 50. */

import { onCircle } from './flowRings';

export interface DialMarks {
  /** Paths: a tick for every position, for those of the ring, and for those in focus. */
  all: string;
  ring: string;
  focus: string;
  /** Where the two sentences meet; null for one. */
  meeting: string | null;
  /** Positions that are written. */
  numbers: readonly { token: number; x: number; y: number }[];
}

const [RADIUS, OUTSIDE] = [34, 44];
const TURN = 2 * Math.PI;
/** Written positions keep this angle between them. */
const LEAST_ANGLE = TURN / 16;

/** Angle of each position: the first sentence runs clockwise from the top, the second the other way, as on the rings. */
export function dialAngles(segments: readonly number[]): number[] {
  const slot = TURN / Math.max(1, segments.length);
  const seen = { first: 0, second: 0 };
  return segments.map((segment) => (segment === 0 ? (seen.first++ + 0.5) * slot : TURN - (seen.second++ + 0.5) * slot));
}

/**
 * @param tokens Positions that the ring holds.
 * @param focus Those of them that are in focus.
 */
export function dialMarks(segments: readonly number[], tokens: readonly number[], focus: readonly number[]): DialMarks {
  const angles = dialAngles(segments);
  const nFirst = segments.filter((segment) => segment === 0).length;
  const ticks = (positions: Iterable<number>, from: number, to: number) =>
    [...positions].map((token) => tick(angles[token] ?? 0, from, to)).join('');
  const isPair = nFirst > 0 && nFirst < segments.length;
  return {
    all: ticks(angles.keys(), RADIUS - 2, RADIUS + 2),
    ring: ticks(tokens, RADIUS - 5, RADIUS + 3),
    focus: ticks(focus, RADIUS - 9, RADIUS + 4),
    meeting: isPair ? tick((nFirst / segments.length) * TURN, RADIUS - 7, RADIUS + 7) : null,
    numbers: numbersOf(angles, tokens, focus),
  };
}

function tick(angle: number, from: number, to: number): string {
  const [a, b] = [onCircle(angle, from), onCircle(angle, to)];
  const point = ([x, y]: [number, number]) => `${x.toFixed(2)} ${y.toFixed(2)}`;
  return `M${point(a)}L${point(b)}`;
}

/** Those in focus, and then as many others as have room. */
function numbersOf(angles: readonly number[], tokens: readonly number[], focus: readonly number[]) {
  const written: number[] = [];
  for (const token of [...focus, ...tokens]) {
    const away = (other: number) => {
      const turn = Math.abs((angles[token] ?? 0) - (angles[other] ?? 0)) % TURN;
      return Math.min(turn, TURN - turn);
    };
    if (written.every((other) => away(other) >= LEAST_ANGLE)) written.push(token);
  }
  return written.map((token) => {
    const [x, y] = onCircle(angles[token] ?? 0, OUTSIDE);
    return { token, x: Math.round(10 * x) / 10, y: Math.round(10 * y) / 10 };
  });
}
