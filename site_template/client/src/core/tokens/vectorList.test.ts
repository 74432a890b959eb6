import { describe, expect, it } from 'vitest';

import { attention, run, sequence } from '../fixtures';
import type { ImportedVector, ModelRun } from '../payload';
import { unitOf } from '../testing';
import { styled } from './tokensState';
import { chosenHeads, headSource, importedSources, layersOf, styledVectors } from './vectorList';

const kept = attention('encoder', [0, 1, 5], [0, 1, 5], 2);

describe('chosenHeads', () => {
  it.each([
    ['layer', ['1.0', '1.1', '1.5']],
    ['head', ['0.5', '1.5', '5.5']],
    ['pairing', ['0.0', '1.1', '5.5']],
  ] as const)('of %s are %j', (choice, expected) => {
    const heads = chosenHeads(kept, choice, { layer: 1, head: 5 });
    expect(heads.map(({ layer, head }) => `${layer}.${head}`)).toEqual(expected);
  });

  it('are all of them, in three layers', () => {
    const heads = chosenHeads(kept, 'all', { layer: 1, head: 5 });
    expect(heads).toHaveLength(9);
    expect(layersOf(heads)).toEqual([0, 1, 5]);
  });

  it('take the first head where none is selected', () => {
    expect(chosenHeads(kept, 'head', { layer: 1, head: null }).map(({ head }) => head)).toEqual([0, 0, 0]);
  });
});

describe('styledVectors', () => {
  const sources = [0, 1, 2].map((head) => headSource({ layer: 3, head }, 'layer', Float32Array.of(head)));
  const palette = ['#000000', '#111111', '#222222'];

  it('leaves vectors as they came', () => {
    const { kept: vectors, removed } = styledVectors(sources, [], palette);
    expect(vectors.map(({ name, colour, shown }) => [name, colour, shown])).toEqual([
      ['L3 · H0', '#000000', true],
      ['L3 · H1', '#111111', true],
      ['L3 · H2', '#222222', true],
    ]);
    expect(removed).toEqual([]);
  });

  it('shows what the reader made of them', () => {
    const renamed = styled([], '3.1', { name: 'mine', colour: '#cc3366', shown: false, highlighted: true });
    const { kept: vectors, removed } = styledVectors(sources, styled(renamed, '3.0', { removed: true }), palette);
    expect(vectors[0]).toMatchObject({ id: '3.1', name: 'mine', colour: '#cc3366', shown: false, highlighted: true });
    expect(removed.map(({ id }) => id)).toEqual(['3.0']);
  });

  it('colours one head by its layer', () => {
    expect(headSource({ layer: 3, head: 1 }, 'head', Float32Array.of(0)).hue).toBe(3);
  });
});

describe('importedSources', () => {
  const payload = (name: string | null, color: string | null, visible: boolean | null) => ({
    name,
    color,
    visible,
    values: { shape: [2], encoding: 'float32-deflate', data: '0' } as const,
  });
  const vectors: ImportedVector[] = [
    { block: 0, place: 0, start: 0, payload: payload('a', 'red', null), values: Float32Array.of(1, 2) },
    { block: 1, place: 0, start: 2, payload: payload(null, null, false), values: Float32Array.of(3, 5) },
  ];
  const blocks = [
    { name: 'first', start: 0, end: 2, visible: null, vectors: [] },
    { name: null, start: 2, end: 4, visible: null, vectors: [] },
  ];
  const imported: ModelRun = {
    ...run(sequence('a', 'b', 'c', 'd')),
    vectors: { blocks, highlight_block: 1, highlight_vectors: [0] },
  };
  const units = [unitOf([0]), unitOf([1]), unitOf([2, 3])];
  const found = importedSources(vectors, imported, units, (spelled) => (spelled === 'red' ? '#ff0000' : null));

  it('hold nothing outside of their block, and the mean of a word', () => {
    expect(found.sources.map(({ values }) => Array.from(values))).toEqual([
      [1, 2, NaN],
      [NaN, NaN, 4],
    ]);
  });

  it('have the file’s names, colours and switches, or the page’s', () => {
    expect(found.sources[0]).toMatchObject({
      id: '0.0',
      name: 'a',
      colour: '#ff0000',
      shown: true,
      highlighted: false,
    });
    expect(found.sources[1]).toMatchObject({
      id: '1.0',
      name: 'Vector 0',
      colour: null,
      shown: false,
      highlighted: true,
    });
  });

  it('come in blocks of units', () => {
    expect(found.blocks).toEqual([
      { name: 'first', start: 0, end: 2 },
      { name: 'Block 1', start: 2, end: 3 },
    ]);
  });
});
