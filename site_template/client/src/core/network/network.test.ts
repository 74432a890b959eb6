import { describe, expect, it } from 'vitest';

import { columnName, inSight, networkOf, pinPlace, placeAt, type Form, type LayerForm } from './network';

const ROOM = { width: 1000, label: 50 };

function formsOf(...forms: (Form | 'collapsed')[]): LayerForm[] {
  return forms.map((form, layer) =>
    form === 'collapsed'
      ? { layer, form: 'links', isCollapsed: true, room: 0 }
      : { layer, form, isCollapsed: false, room: form === 'links' ? 0 : 290 },
  );
}

describe('networkOf', () => {
  it('has a column at every boundary of a chain of layers', () => {
    const { columns, panels } = networkOf(formsOf('links', 'links'), true, ROOM);
    expect(columns.map(({ before, after }) => [before, after])).toEqual([
      [null, 0],
      [0, 1],
      [1, null],
    ]);
    expect(panels.map(({ keys, queries }) => [keys, queries])).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  it('has two columns for every layer that is no part of a chain', () => {
    const { columns } = networkOf(formsOf('links', 'links'), false, ROOM);
    expect(columns.map(({ side }) => side)).toEqual(['key', 'query', 'key', 'query']);
  });

  it.each([true, false])('leaves no hole and no overlap in a chain: %s', (isChained) => {
    const { columns, panels, width } = networkOf(formsOf('links', 'multiples', 'collapsed', 'piles'), isChained, ROOM);
    const ends = [...columns, ...panels].sort((a, b) => a.x - b.x || a.width - b.width);
    ends.slice(1).forEach((part, at) => {
      const before = ends[at] ?? part;
      expect(part.x).toBeGreaterThanOrEqual(before.x + before.width);
    });
    expect(width).toBe(Math.max(...ends.map((part) => part.x + part.width)));
  });

  it('fills the width with links, up to a point', () => {
    expect(networkOf(formsOf('links', 'links', 'links'), true, ROOM).width).toBeGreaterThan(970);
    expect(networkOf(formsOf('links'), true, ROOM).width).toBeLessThan(400);
  });

  it('hides words that no links meet', () => {
    const { columns } = networkOf(formsOf('links', 'piles', 'multiples', 'links'), true, ROOM);
    expect(columns.map(({ width }) => width > 0)).toEqual([true, true, false, true, true]);
  });

  it('draws a collapsed layer narrow, its words too, and keeps its links', () => {
    const { columns, panels } = networkOf(formsOf('links', 'collapsed', 'links'), true, ROOM);
    expect(columns.map(({ isNarrow }) => isNarrow)).toEqual([false, false, true, false]);
    expect(panels[1]?.width).toBeLessThan(40);
  });

  it.each([true, false])('is empty without layers, in a chain: %s', (isChained) => {
    expect(networkOf([], isChained, ROOM)).toMatchObject({ columns: [], panels: [], width: 0 });
  });
});

describe('placeAt', () => {
  const network = networkOf(formsOf('links', 'links'), false, ROOM);

  it('finds every column and panel by its middle', () => {
    network.columns.forEach(({ x, width }, column) => {
      expect(placeAt(network, x + width / 2)).toEqual({ column });
    });
    network.panels.forEach(({ x, width }, panel) => {
      expect(placeAt(network, x + width / 2)).toEqual({ panel });
    });
  });

  it.each([-1, 1e6])('finds nothing at %d', (x) => {
    expect(placeAt(network, x)).toBeNull();
  });
});

describe('inSight', () => {
  it('gives what reaches into a window', () => {
    const { columns } = networkOf(formsOf('links', 'links', 'links'), true, ROOM);
    const [, second] = columns;
    expect(inSight(columns, 0, (second?.x ?? 0) + 1)).toHaveLength(2);
  });
});

describe('pinPlace', () => {
  const { columns } = networkOf(formsOf('links', 'links'), true, ROOM);

  it.each([
    [0, { panel: 0, side: 'key' }],
    [1, { panel: 0, side: 'query' }],
    [2, { panel: 1, side: 'query' }],
  ])('pins a word of column %i where it asks, or only answers', (at, place) => {
    expect(columns[at] && pinPlace(columns[at])).toEqual(place);
  });
});

describe('columnName', () => {
  const named = (layers: readonly number[], isChained: boolean) => {
    const forms = layers.map((layer): LayerForm => ({ layer, form: 'links', isCollapsed: false, room: 0 }));
    const network = networkOf(forms, isChained, ROOM);
    return network.columns.map((_, at) => columnName(network, at));
  };

  it.each([
    [[0, 1], true, ['embedding', 'after L0', 'after L1']],
    [[2, 5], true, ['before L2', 'L2, … before L5', 'after L5']],
    [[0, 1], false, ['source', 'target, L0', 'source', 'target, L1']],
  ])('names the columns of layers %j, chained: %s', (layers, isChained, names) => {
    expect(named(layers, isChained)).toEqual(names);
  });
});
