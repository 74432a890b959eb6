import { describe, expect, it } from 'vitest';

import { dialAngles, dialMarks } from './flowDial';
import { flowGraph } from './flow';
import { shownOf, unite } from './flowCompare';
import { chosenLinks, linkCurves } from './flowLinks';
import { LinkPixels } from './flowRaster';
import { layoutRings } from './flowRings';
import { choiceOf, flowTargetAt, flowTargetFrom, ofToken, sameFlowTarget } from './flowTarget';
import { randomStack } from './flowTesting';
import { broughtIn, coveredBy, fitted, panned, toPicture, zoomed } from './flowView';

const SIZE = { width: 400, height: 300 };

describe('the view', () => {
  it('shows everything in the middle, and blows nothing up', () => {
    expect(fitted(SIZE, 300)).toEqual({ zoom: 0.5, x: 200, y: 150 });
    expect(fitted(SIZE, 10).zoom).toBeLessThan(1.6);
  });

  it('zooms about a point that stays', () => {
    const before = fitted(SIZE, 300);
    const after = zoomed(before, 2, 50, 60);
    expect(toPicture(after, 50, 60)).toEqual(toPicture(before, 50, 60));
    expect(zoomed(before, 1000, 0, 0).zoom).toBe(6);
  });

  it('never loses the picture', () => {
    expect(panned(fitted(SIZE, 300), 5000, -5000, SIZE, 300)).toEqual({ zoom: 0.5, x: 510, y: -110 });
  });

  it('brings a point into sight, moving as little as possible', () => {
    const view = { zoom: 1, x: 200, y: 150 };
    expect(broughtIn(view, 0, 0, SIZE, 20)).toEqual(view);
    expect(broughtIn(view, 300, 0, SIZE, 20)).toEqual({ ...view, x: 80 });
  });

  it.each([
    ['in the middle', fitted(SIZE, 300), { x: 50, y: 0, width: 300, height: 300 }],
    ['cut by the area', { zoom: 1, x: 0, y: 0 }, { x: 0, y: 0, width: 300, height: 300 }],
    ['out of it', { zoom: 1, x: -500, y: 0 }, { x: 0, y: 0, width: 0, height: 300 }],
  ])('covers what of the picture lies in the area: %s', (_, view, box) => {
    expect(coveredBy(view, SIZE, 300)).toEqual(box);
  });
});

const stackOf = (seed: number) => randomStack(seed, 'encoder', { nLayers: 2, nHeads: 4, nTokens: 5 });
const graphOf = (seed: number) => flowGraph(stackOf(seed), { root: 0, tau: 0.1, through: [] });
const union = unite(graphOf(1), graphOf(2));
const layout = layoutRings(
  union.members.map((ring, at) => ({
    ring: at,
    tokens: [...ring.keys()].filter((token) => (ring[token] ?? 0) > 0),
    nFirst: 5,
    wish: null,
  })),
);

describe('targets', () => {
  it('are the root in the centre, and tokens where they lie', () => {
    expect(flowTargetAt(union, layout, 0, 0, 8)).toEqual(ofToken(0, 0));
    const [spot] = layout.rings[0]?.spots ?? [];
    expect(flowTargetAt(union, layout, 0, spot?.x ?? 0, (spot?.y ?? 0) + 8)).toEqual(ofToken(1, spot?.token ?? -1));
    expect(flowTargetAt(union, layout, 0, 9999, 0)).toBeNull();
  });

  it('choose one model at half a square, both with the key held', () => {
    const target = { ring: 0, token: 0, square: 2, half: 'second' } as const;
    expect(choiceOf(union, target, false)).toMatchObject({ head: { hop: 0, head: 2 }, models: 2 });
    expect(choiceOf(union, target, true).models).toBe(3);
    expect(choiceOf(union, ofToken(0, 0), false)).toMatchObject({ head: null, models: 3 });
  });

  it('are reached by keys: every token of every ring, and every square', () => {
    const found = new Set<string>();
    let at = ofToken(0, 0);
    for (const { spots } of layout.rings) {
      at = flowTargetFrom(union, layout, 0, at, 'ArrowUp') ?? at;
      spots.forEach(() => {
        at = flowTargetFrom(union, layout, 0, at, 'ArrowRight') ?? at;
        found.add(`${at.ring}:${at.token}`);
      });
    }
    expect(found.size).toBe(layout.rings.reduce((sum, { spots }) => sum + spots.length, 0));
    expect(flowTargetFrom(union, layout, 0, at, 'Home')).toEqual(ofToken(0, 0));
    expect(flowTargetFrom(union, layout, 0, ofToken(1, 0), 'ArrowDown')).toEqual(ofToken(0, 0));
    expect(flowTargetFrom(union, layout, 0, at, 'x')).toBeNull();
  });

  it('stop at both halves of a split square', () => {
    const stops: string[] = [];
    let at = ofToken(0, 0);
    for (let press = 0; press < 12; press++) {
      const next = flowTargetFrom(union, layout, 0, at, 'PageDown') ?? at;
      if (sameFlowTarget(next, at)) break;
      at = next;
      stops.push(`${at.square ?? -1} ${at.half}`);
    }
    expect(new Set(stops.map((stop) => stop.split(' ')[0]))).toEqual(new Set(['0', '1', '2', '3']));
    const halves = stops.filter((stop) => !stop.endsWith('whole'));
    expect(halves.length % 2).toBe(0);
  });
});

describe('links', () => {
  const shown = shownOf(union, 'both');
  const total = union.edges.reduce((sum, { length }) => sum + length, 0);

  it('are all drawn while they fit', () => {
    const { links, total: found } = chosenLinks(union, shown, null);
    expect([links.length, found]).toEqual([total, total]);
    expect(linkCurves(union, layout, links)).toHaveLength(total);
  });

  it('are those of the most heads, from every ring, when they do not', () => {
    const { links } = chosenLinks(union, shown, null, total - 6);
    expect(links.length).toBe(total - 6);
    const widths = [...links.width].sort((a, b) => b - a);
    const all = [...chosenLinks(union, shown, null).links.width].sort((a, b) => b - a);
    expect(widths).toEqual(all.slice(0, total - 6));
    expect(new Set(links.hop)).toEqual(new Set([0, 1]));
  });

  it('end at tokens in sight', () => {
    const inner = { ...layout, rings: layout.rings.slice(0, 1) };
    const { links } = chosenLinks(union, shown, null);
    expect(linkCurves(union, inner, links)).toHaveLength(union.edges[0]?.length ?? -1);
  });
});

describe('LinkPixels', () => {
  const view = { zoom: 1, x: 10, y: 10 };
  const drawn = (points: number[], width = 1, models = 1) => {
    const pixels = new LinkPixels();
    pixels.draw([{ points, width, models }], view, { width: 21, height: 20, scale: 1 });
    return pixels;
  };

  it.each([
    ['level', [-8, 0, 8, 0]],
    ['steep', [0, -8, 0, 8]],
    ['slanting', [-8, -8, 8, 8]],
    ['backwards', [8, 3, -8, -3]],
  ])('covers a %s line without a gap', (_, points) => {
    const { cover, width } = drawn(points);
    const isSteep = points[0] === points[2];
    for (let at = 3; at < 17; at++) {
      const line = [...cover.keys()].filter((pixel) => (isSteep ? Math.floor(pixel / width) : pixel % width) === at);
      expect(line.reduce((sum, pixel) => sum + (cover[pixel] ?? 0), 0)).toBeGreaterThan(200);
    }
  });

  it('covers more the more heads there are', () => {
    const sum = (width: number) => drawn([-8, 0, 8, 0], width).cover.reduce((all, each) => all + each, 0);
    expect(sum(4)).toBeGreaterThan(2 * sum(1));
  });

  it('forgets the picture before, and stays inside', () => {
    const pixels = drawn([-900, -3, 900, 5]);
    pixels.draw([], view, { width: 21, height: 20, scale: 1 });
    expect(pixels.cover.every((each) => each === 0)).toBe(true);
  });

  it('paints in the colour of the models', () => {
    const pixels = drawn([-8, 0.5, 8, 0.5], 1, 2);
    const bytes = pixels.paint(['#000000', '#000000', '#0102ff', '#000000'], 0.5);
    const at = 4 * (10 * pixels.width + 10);
    expect([...bytes.subarray(at, at + 3)]).toEqual([1, 2, 255]);
    expect(bytes[at + 3]).toBeGreaterThan(60);
    expect(bytes[3]).toBe(0);
  });
});

describe('the dial', () => {
  it('runs as the rings do', () => {
    const angles = dialAngles([0, 0, 0, 1, 1]).map((angle) => Math.round((angle * 180) / Math.PI));
    expect(angles).toEqual([36, 108, 180, 324, 252]);
  });

  it('marks the tokens of a ring and writes those in focus', () => {
    const { ring, focus, meeting, numbers } = dialMarks([0, 0, 0, 1, 1], [1, 4], [4]);
    expect([ring, focus].map((path) => path.split('M').length - 1)).toEqual([2, 1]);
    expect(meeting).not.toBeNull();
    expect(numbers.map(({ token }) => token)).toEqual([4, 1]);
    expect(dialMarks([0, 0], [0], []).meeting).toBeNull();
  });
});
