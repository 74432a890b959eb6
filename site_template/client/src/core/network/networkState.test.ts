import { describe, expect, it } from 'vitest';

import { entry, manifest } from '../fixtures';
import { formOf, withCollapsed, withForm, withHeadSwitched, withPinned } from './networkState';
import { initialState } from '../state';
import { unitOf } from '../testing';

const page = { ...initialState(manifest(entry('fox'))), layer: 1, multiples: [2], piles: [0, 1] };

describe('formOf', () => {
  it.each([
    [0, 'piles'],
    [2, 'multiples'],
    [3, 'links'],
  ])('shows layer %i as %s', (layer, form) => {
    expect(formOf(page, layer)).toBe(form);
  });
});

describe('withForm', () => {
  it.each([
    ['links', [0, 1, 2, 3], { multiples: [], piles: [] }],
    ['multiples', [1], { multiples: [1, 2], piles: [0] }],
    ['piles', [2], { multiples: [], piles: [0, 1, 2] }],
  ] as const)('shows as %s the layers %j', (form, layers, change) => {
    expect(withForm(page, layers, form)).toEqual(change);
  });
});

describe('withCollapsed', () => {
  it.each([
    [true, [1, 3], [1, 2, 3]],
    [false, [2], []],
  ] as const)('%s for the layers %j', (isCollapsed, layers, collapsed) => {
    expect(withCollapsed({ ...page, collapsed: [2] }, layers, isCollapsed)).toEqual({ collapsed });
  });
});

describe('withHeadSwitched', () => {
  it.each([
    [null, 1, [0, 2]],
    [[0], 1, [0, 1]],
    [[0, 2], 1, null],
    [[0], 0, []],
  ])('changes %j by head %i', (heads, head, next) => {
    expect(withHeadSwitched({ ...page, heads }, [0, 1, 2], head)).toEqual({ heads: next });
  });
});

describe('withPinned', () => {
  it.each([
    [1, 'query', { layer: 1, queries: [3, 4], keys: [5] }],
    [1, 'key', { layer: 1, queries: [3], keys: [4, 5] }],
    [2, 'query', { layer: 2, queries: [4], keys: [] }],
  ] as const)('pins a word of layer %i as %s, with those of that layer', (layer, side, change) => {
    expect(withPinned({ ...page, queries: [3], keys: [5] }, layer, side, unitOf([4]))).toEqual(change);
  });
});
