import { describe, expect, it } from 'vitest';

import { headGrid } from './headGrid';
import { matrixFigure } from './matrixFigure';
import { rootScale } from './valueScale';

const heads = [
  { layer: 0, head: 1, value: 0.5 },
  { layer: 3, head: 0, value: 0.25 },
  { layer: 3, head: 1, value: 1 },
];
const grid = headGrid(heads);

describe('headGrid', () => {
  it('has a row per layer and a column per head', () => {
    expect([grid.rows, grid.columns]).toEqual([
      ['L0', 'L3'],
      ['H0', 'H1'],
    ]);
    expect(Array.from(grid.values)).toEqual([NaN, 0.5, 0.25, 1]);
  });

  it('finds heads by place, and places by head', () => {
    expect([grid.headAt(1, 0), grid.headAt(0, 0)]).toEqual([heads[1], null]);
    expect([grid.placeOf(3, 1), grid.placeOf(0, 0), grid.placeOf(3, null), grid.placeOf(9, 1)]).toEqual([
      { query: 1, key: 1 },
      null,
      null,
      null,
    ]);
  });

  it('leaves gaps in a figure where there is no head', () => {
    const look = { title: 'T', description: '', measure: 'mean', paper: '#fff', ink: '#000' };
    const svg = matrixFigure({ ...grid, ...look, scale: rootScale(1, false) });
    const cells = /<g shape-rendering="crispEdges">(.*?)<\/g>/.exec(svg)?.[1] ?? '';
    expect(cells.match(/<rect/g)).toHaveLength(3);
  });
});
