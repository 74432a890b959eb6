import { describe, expect, it } from 'vitest';

import {
  circleShares,
  foldedRings,
  layoutRings,
  linkPoints,
  MARK,
  neighbourOnRing,
  ringHit,
  tokensBetween,
  tokenTowards,
  uprightTilt,
  type RingTokens,
} from './flowRings';

function ring(number: number, count: number, nFirst = count, wish: RingTokens['wish'] = null): RingTokens {
  return { ring: number, tokens: Array.from({ length: count }, (_, token) => token), nFirst, wish };
}

const degrees = (angle: number) => Math.round((angle * 180) / Math.PI);

describe('layoutRings', () => {
  it('lays shallower layers further out, the root in the centre', () => {
    const { rings, radius } = layoutRings([ring(0, 1), ring(1, 4), ring(2, 6), ring(3, 2)]);
    expect(rings.map((each) => each.ring)).toEqual([1, 2, 3]);
    const radii = rings.map((each) => each.radius);
    expect([...radii].sort((a, b) => a - b)).toEqual(radii);
    expect(radius).toBeGreaterThan(radii.at(-1) ?? 0);
  });

  it('starts both sentences at the top, the first clockwise, the second the other way, and says where they meet', () => {
    const [placed] = layoutRings([ring(0, 1), ring(1, 6, 4)]).rings;
    const angles = (placed?.spots ?? []).map(({ angle }) => angle);
    const [a, b] = [angles.slice(0, 4), angles.slice(4)];
    expect([...a].sort((x, y) => x - y)).toEqual(a);
    expect([...b].sort((x, y) => y - x)).toEqual(b);
    expect(degrees(a[0] ?? 0)).toBe(360 - degrees(b[0] ?? 0));
    expect(placed?.meeting).toBeGreaterThan(a.at(-1) ?? 9);
    expect(placed?.meeting).toBeLessThan(b.at(-1) ?? 0);
  });

  it('has no meeting point for one sentence', () => {
    expect(layoutRings([ring(1, 5)]).rings[0]?.meeting).toBeNull();
    expect(layoutRings([ring(1, 5, 0)]).rings[0]?.meeting).toBeNull();
  });

  it('leaves out rings without tokens', () => {
    expect(layoutRings([ring(0, 1), ring(1, 2), ring(2, 0)]).rings).toHaveLength(1);
  });

  it.each([1, 3, 8, 20, 45, 60])('keeps %d marks of a ring apart', (count) => {
    const [placed] = layoutRings([ring(1, count)]).rings;
    const [first, second] = placed?.spots ?? [];
    const scale = placed?.scale ?? 1;
    if (!first || !second) return;
    const apart = Math.hypot(first.x - second.x, first.y - second.y);
    expect(apart).toBeGreaterThan(MARK.width * scale * 0.9);
    expect(scale).toBeGreaterThanOrEqual(0.69);
  });

  it('turns no mark by more than a quarter, and none where there is room', () => {
    const { rings } = layoutRings([ring(1, 4), ring(2, 60)]);
    expect(rings[0]?.spots.every(({ tilt }) => tilt === 0)).toBe(true);
    expect(rings[1]?.spots.every(({ tilt }) => Math.abs(tilt) <= Math.PI / 2 + 1e-9)).toBe(true);
  });

  it.each([
    [0, 0],
    [80, 80],
    [135, -45],
    [180, 0],
    [225, 45],
    [300, -60],
  ])('at %d degrees a mark is turned by %d', (angle, tilt) => {
    expect(degrees(uprightTilt((angle * Math.PI) / 180))).toBeCloseTo(tilt);
  });
});

describe('foldedRings', () => {
  it('folds a ring of more than 60 tokens', () => {
    expect([...foldedRings([ring(1, 60), ring(2, 61)])]).toEqual([2]);
  });

  it('folds the densest of more than 12 rings', () => {
    const rings = Array.from({ length: 14 }, (_, at) => ring(at + 1, at === 4 ? 30 : at === 7 ? 25 : 10));
    expect([...foldedRings(rings)].sort((a, b) => a - b)).toEqual([5, 8]);
  });

  it('follows the reader instead', () => {
    expect([...foldedRings([ring(1, 70, 70, 'open'), ring(2, 3, 3, 'folded')])]).toEqual([2]);
  });
});

describe('what lies where', () => {
  const layout = layoutRings([ring(0, 1), ring(1, 6), ring(2, 60)]);

  it('finds every token at its place', () => {
    for (const placed of layout.rings) {
      for (const { token, x, y } of placed.spots) {
        const hit = ringHit(layout, x, y);
        expect([hit?.ring.ring, hit?.spot.token, hit?.isOn]).toEqual([placed.ring, token, true]);
        expect(hit?.u).toBeCloseTo(0);
      }
    }
  });

  it('finds nothing outside', () => {
    expect(ringHit(layout, 5000, 0)).toBeNull();
  });

  it('walks and brushes along a ring, the shorter way round', () => {
    const [placed] = layoutRings([ring(1, 6, 4)]).rings;
    if (!placed) throw new Error('no ring');
    // Around the ring from the top: 0 1 2 3, then the second sentence backwards: 5 4.
    expect([0, 1, 2, 3].map((token) => neighbourOnRing(placed, token, 1))).toEqual([1, 2, 3, 5]);
    expect(neighbourOnRing(placed, 0, -1)).toBe(4);
    expect(tokensBetween(placed, 1, 3)).toEqual([1, 2, 3]);
    expect(tokensBetween(placed, 1, 4)).toEqual([4, 0, 1]);
    expect(tokensBetween(placed, 1, 9)).toEqual([]);
    expect(tokenTowards(placed, 0.1)).toBe(0);
  });

  it('winds links around the rings further in', () => {
    const [inner, outer] = layout.rings;
    const [from, to] = [inner?.spots[0], outer?.spots[30]];
    if (!inner || !outer || !from || !to) throw new Error('no rings');
    const points = linkPoints(from, to, inner.radius, outer.radius);
    const radii = Array.from({ length: points.length / 2 }, (_, at) =>
      Math.hypot(points[2 * at] ?? 0, points[2 * at + 1] ?? 0),
    );
    expect(Math.min(...radii)).toBeGreaterThan(inner.radius - 1);
    expect(points.slice(-2)).toEqual([to.x, to.y]);
    expect(linkPoints(null, to, 0, 9)).toEqual([0, 0, to.x, to.y]);
  });
});

describe('circleShares', () => {
  it.each([
    [3, 3, { shared: 3, more: 0, empty: 2 }],
    [1, 4, { shared: 1, more: 3, empty: 1 }],
    [5, 0, { shared: 0, more: 5, empty: 0 }],
  ])('of %d and %d circles', (first, second, expected) => {
    expect(circleShares(first, second)).toEqual(expected);
  });
});
