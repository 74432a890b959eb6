import { describe, expect, it } from 'vitest';

import { flowGraph } from './flow';
import { unite } from './flowCompare';
import { columnsOf, glyphOf, GLYPH, levelOf, neighbourSquare, reachOf, squareAt } from './flowGlyphs';
import { randomStack, SlowFlow, TAUS } from './flowTesting';

const SHAPE = { nLayers: 2, nHeads: 12, nTokens: 6 };
const graphOf = (seed: number, tau: number) =>
  flowGraph(randomStack(seed, 'encoder', SHAPE), { root: 0, tau, through: [] });

describe('glyphs', () => {
  it.each([
    [12, 4],
    [16, 4],
    [8, 4],
    [6, 3],
    [32, 8],
    [7, 3],
    [1, 1],
    [0, 1],
  ])('%d heads stand in rows of %d', (nHeads, columns) => {
    expect(columnsOf(nHeads)).toBe(columns);
  });

  it('show the heads that lead outwards, none on the outermost ring', () => {
    const union = unite(graphOf(1, 0.1), null);
    expect([0, 1, 2].map((ring) => glyphOf(union, ring).heads.length)).toEqual([12, 12, 0]);
    expect(glyphOf(union, 0)).toMatchObject({ columns: 4, rows: 3, cell: GLYPH.largest });
  });

  it('show self- and cross-attention of a decoder together', () => {
    const stack = randomStack(1, 'translator', { ...SHAPE, nHeads: 4 });
    const union = unite(flowGraph(stack, { root: 5, tau: 0.1, through: [] }), null);
    const kinds = glyphOf(union, 0).heads.map(({ hop }) => stack.hops[hop]?.kind);
    expect(kinds).toEqual(['decoder', 'cross'].flatMap((kind) => [kind, kind, kind, kind]));
  });

  it.each(TAUS)('count the tokens that a head leads to: τ %d', (tau) => {
    const graph = graphOf(3, tau);
    const slow = new SlowFlow(randomStack(3, 'encoder', SHAPE), 0, tau);
    for (let token = 0; token < SHAPE.nTokens; token++) {
      for (let head = 0; head < SHAPE.nHeads; head++) {
        const expected = [...slow.each()].filter(
          (each) => each.hop === 1 && each.from === token && each.head === head,
        ).length;
        expect(reachOf(graph, { hop: 1, head }, token)).toBe(expected);
      }
    }
  });

  it('have five colours', () => {
    expect([0, 1, 4, 5, 60].map(levelOf)).toEqual([0, 1, 4, 5, 5]);
  });

  it('are found by square, and by half where two models share one', () => {
    const glyph = glyphOf(unite(graphOf(1, 0.1), null), 0);
    expect(squareAt(glyph, 7, 7, () => false)).toEqual({ square: 5, half: 'whole' });
    expect(squareAt(glyph, 7, 7, () => true)).toEqual({ square: 5, half: 'first' });
    expect(squareAt(glyph, 10, 7, () => true)).toEqual({ square: 5, half: 'second' });
    expect([squareAt(glyph, -1, 3, () => false), squareAt(glyph, 3, 19, () => false)]).toEqual([null, null]);
  });

  it('are walked through from the first to the last', () => {
    const glyph = glyphOf(unite(graphOf(1, 0.1), null), 0);
    expect([neighbourSquare(glyph, null, 1), neighbourSquare(glyph, null, -1)]).toEqual([0, 11]);
    expect([neighbourSquare(glyph, 3, 1), neighbourSquare(glyph, 11, 1)]).toEqual([4, 11]);
    expect(neighbourSquare({ ...glyph, heads: [] }, null, 1)).toBeNull();
  });
});
