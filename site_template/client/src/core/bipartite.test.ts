import { describe, expect, it } from 'vitest';

import { columnsOf, linkUnder, portsOf, portY, type Bipartite } from './bipartite';
import { collectLinks } from './links';
import { weightsOf } from './testing';

const ONE: Bipartite = { left: 0, right: 100, rowHeight: 20, scrolled: 0, nHeads: 1, ports: portsOf(1, [0]) };

describe('portY', () => {
  it('is the middle of the row for a single head', () => {
    expect(portY(ONE, 2, 0)).toBe(50);
    expect(portY({ ...ONE, scrolled: 40 }, 2, 0)).toBe(10);
  });

  it('spreads heads around the middle, inside of the row', () => {
    const three = { ...ONE, nHeads: 3, ports: portsOf(5, [0, 2, 4]) };
    const heights = [0, 2, 4].map((head) => portY(three, 0, head));
    expect(heights[1]).toBe(10);
    expect((heights[0] ?? 0) + (heights[2] ?? 0)).toBe(20);
    expect(heights[0]).toBeGreaterThan(0);
  });
});

describe('linkUnder', () => {
  // Row 0 looks at row 2, row 2 at row 0: the lines cross in the middle, at (50, 30).
  const links = collectLinks(
    weightsOf([
      [
        [0, 0, 0.9],
        [0, 0, 0],
        [0.4, 0, 0],
      ],
    ]),
    [0],
    { queries: null, keys: null },
    0,
  );
  const under = (x: number, y: number) => linkUnder(ONE, links, [0, 1], x, y);

  it.each<[number, number, number | undefined]>([
    [5, 12, 0],
    [5, 48, 2],
    [95, 48, 0],
    [50, 30, 0],
    [50, 55, undefined],
    [120, 50, undefined],
  ])('at (%d, %d) is that of query %s', (x, y, query) => {
    expect(under(x, y)?.query).toBe(query);
  });

  it('looks only at the links that are drawn', () => {
    expect(linkUnder(ONE, links, [1], 5, 12)).toBeNull();
  });
});

describe('columnsOf', () => {
  it.each([
    [320, 12, 300, 0.19],
    [320, 32, 300, 0.19],
    [760, 12, 300, 0.39],
    [760, 12, 100, 0.5],
    [1600, 1, 120, 0.8],
  ])('gives the links of %d pixels with %i heads and labels of %d their share', (width, nHeads, label, share) => {
    const { token, strip, lines } = columnsOf(width, nHeads, label);
    expect(2 * (token + strip) + lines).toBe(width);
    expect(lines).toBeGreaterThanOrEqual(share * width);
    expect(token).toBeLessThanOrEqual(label);
  });
});
