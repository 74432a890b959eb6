/** The lens of the golden export, for tests; nothing of the page imports this file. */

import { readFileSync } from 'node:fs';

import { exportContainer, pieceOf } from '../fixtures';
import { headLens, type HeadLens } from './lens';
import { Lenses, type LoadedIndex, type LoadedLens } from './lenses';
import type { LensIndex, LensIndexEntry, LensLayer } from '../payload';

const EXPORT = new URL('../../../../../tests/golden/export/', import.meta.url);

export function golden(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, EXPORT), 'utf8'));
}

/** The casts name what attlas exported. */
export const goldenIndex = (model = 'm0') => golden(`lens/${model}/index.json`) as LensIndex;
export const goldenLayer = (file: string) => golden(file) as LensLayer;
export const goldenEntries = () => (golden('manifest.json') as { lens: LensIndexEntry[] }).lens;

/** Base64 of the shards of all lenses, as the builder numbers them. */
export function goldenShards(): string[] {
  return goldenEntries().flatMap(({ file, layers }) => [
    textOf('lens_index', file),
    ...layers.map((layer) => textOf('lens_layer', layer.file)),
  ]);
}

function textOf(kind: string, file: string): string {
  return Buffer.from(exportContainer(kind, golden(file) as object)).toString('base64');
}

export function goldenLenses(first = 0): Lenses {
  const shards = goldenShards();
  return new Lenses(goldenEntries(), first, (name) => pieceOf(shards[Number(name) - first] ?? ''));
}

export interface GoldenLens {
  index: LoadedIndex;
  layer: LoadedLens;
  lens: HeadLens;
}

/** Layer 1, head 1 of the encoder. */
export async function goldenLens(): Promise<GoldenLens> {
  const lenses = goldenLenses();
  const [index, layer] = [await lenses.index('m0'), await lenses.layer('m0', 'encoder', 1)];
  const lens = layer && headLens(index, layer, 1);
  if (!lens) throw new Error('the golden export has no such head');
  return { index, layer, lens };
}
