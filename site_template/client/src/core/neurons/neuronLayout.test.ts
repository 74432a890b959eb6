import { describe, expect, it } from 'vitest';

import { neuronLayout, rowTop, type NeuronRoom } from './neuronLayout';
import { cellFrom, sameTarget, targetAt, type CellTarget } from './neuronTarget';

const room: NeuronRoom = {
  width: 936,
  queryLabel: 90,
  keyLabel: 90,
  nNeurons: 32,
  nValues: 0,
  steps: ['dot', 'scaled', 'attention'],
  open: 1,
};
const layout = neuronLayout(room);
const counts = { queries: 3, keys: 5 };
const still = { x: 0, y: 0 };
const leftOf = (what: string) => layout.pane.left + (layout.parts.find((part) => part.what === what)?.left ?? 0);

describe('neuronLayout', () => {
  it('sets blocks and steps in the order of the formula', () => {
    expect(layout.parts.map(({ what }) => what)).toEqual(['key', 'product', 'dot', 'scaled', 'attention']);
  });

  it('lets nothing overlap, and fits where it can', () => {
    layout.parts.slice(1).forEach((part, at) => {
      const before = layout.parts[at];
      expect(part.left).toBeGreaterThanOrEqual((before?.left ?? 0) + (before?.width ?? 0));
    });
    expect(layout.content).toBeLessThanOrEqual(layout.pane.width);
  });

  it.each([8, 32, 64, 128])('gives %d neurons whole pixels that can be seen', (nNeurons) => {
    const { cell } = neuronLayout({ ...room, nNeurons });
    expect(cell).toBeGreaterThanOrEqual(3);
    expect(cell % 1).toBe(0);
  });

  it('scrolls what does not fit', () => {
    const narrow = neuronLayout({ ...room, width: 320, nNeurons: 64 });
    expect(narrow.content).toBeGreaterThan(narrow.pane.width);
    expect(narrow.pane.width).toBeGreaterThan(100);
  });

  it('leaves lines and attention when collapsed', () => {
    const { parts, lines, pane } = neuronLayout({ ...room, open: 0 });
    expect(parts.filter(({ width }) => width > 0).map(({ what }) => what)).toEqual(['attention']);
    expect(lines.right - lines.left).toBeGreaterThan(pane.width);
  });

  it('sets values at the end', () => {
    expect(neuronLayout({ ...room, nValues: 16 }).parts.at(-1)).toMatchObject({ what: 'value', count: 16 });
  });
});

describe('targetAt', () => {
  const y = rowTop(layout, 2, 0) + 1;
  it.each([
    ['a query', 10, y, { kind: 'query', row: 2 }],
    ['no query below the last', 10, y + 22, null],
    ['nothing between the tokens', layout.lines.left + 5, y, null],
    ['a key', layout.lines.right + 5, y, { kind: 'key', row: 2 }],
    ['a key at its numbers', leftOf('scaled') + 5, y, { kind: 'key', row: 2 }],
    ['a cell', leftOf('key') + 1, y, { kind: 'cell', block: 'key', slot: 0, row: 2 }],
    [
      'the last cell',
      leftOf('product') + 32 * layout.cell - 1,
      y,
      { kind: 'cell', block: 'product', slot: 31, row: 2 },
    ],
    ['a neuron above the rows', leftOf('product') + 1, 30, { kind: 'cell', block: 'product', slot: 0, row: null }],
    ['nothing above the tokens', 10, 10, null],
    ['nothing below the keys', leftOf('key') + 1, y + 3 * 22, null],
  ])('finds %s', (_, x, at, target) => {
    expect(targetAt(layout, still, counts, x, at)).toEqual(target);
  });

  it('follows the scrolling', () => {
    const scroll = { x: 2 * layout.cell, y: 44 };
    expect(targetAt(layout, scroll, counts, leftOf('key') + 1, y)).toEqual({
      kind: 'cell',
      block: 'key',
      slot: 2,
      row: 4,
    });
  });
});

describe('cellFrom', () => {
  const at = (block: CellTarget['block'], slot: number, row: number | null): CellTarget => ({
    kind: 'cell',
    block,
    slot,
    row,
  });
  it.each([
    [null, 'ArrowDown', at('key', 0, 0)],
    [at('key', 3, 1), 'ArrowDown', at('key', 3, 2)],
    [at('key', 3, 4), 'ArrowDown', at('key', 3, 4)],
    [at('key', 31, 1), 'ArrowRight', at('product', 0, 1)],
    [at('product', 0, 1), 'ArrowLeft', at('key', 31, 1)],
    [at('key', 5, 1), 'End', at('product', 31, 1)],
    [at('key', 5, null), 'ArrowDown', at('key', 5, 0)],
    [at('key', 5, 1), 'x', null],
  ])('from %j by %s leads to %j', (from, pressed, to) => {
    expect(cellFrom(layout, 5, from, pressed)).toEqual(to);
  });
});

it('tells targets apart', () => {
  expect(sameTarget({ kind: 'key', row: 1 }, { kind: 'key', row: 1 })).toBe(true);
  expect(sameTarget({ kind: 'key', row: 1 }, { kind: 'query', row: 1 })).toBe(false);
  expect(sameTarget(null, { kind: 'query', row: 1 })).toBe(false);
  expect(sameTarget(null, null)).toBe(true);
});
