/** The vectors of the Tokens view: which heads they are of, and what the reader made of them. */

import { headName } from '../format';
import type { Attention, ImportedVector, ModelRun } from '../payload';
import type { Unit } from '../units';
import type { VectorChoice, VectorId, VectorStyle } from './tokensState';

/** A head, by its numbers. */
export interface HeadPlace {
  layer: number;
  head: number;
}

/** A vector as it came. */
export interface Source {
  id: VectorId;
  name: string;
  /** The head it is of; null for an imported vector. */
  place: HeadPlace | null;
  /** Place of the block that it belongs to: a stretch of the text, or all of it; and its name where there are several. */
  block: number;
  blockName: string | null;
  /** One per unit; NaN outside of its block. */
  values: Float32Array;
  /** Which of the page's colours it has; its own colour goes before. */
  hue: number;
  colour: string | null;
  shown: boolean;
  highlighted: boolean;
}

/** A vector as the reader wants it. */
export interface Vector extends Omit<Source, 'colour'> {
  colour: string;
}

/** Units of a stretch of the text; `end` is the one after its last. */
export interface Block {
  name: string | null;
  start: number;
  end: number;
}

/** The heads of a choice that are kept, by layer. A head that a layer lacks is left out. */
export function chosenHeads(
  { layers }: Attention,
  choice: VectorChoice,
  { layer, head }: { layer: number; head: number | null },
): HeadPlace[] {
  const one = head ?? layers.find((each) => each.layer === layer)?.heads[0];
  const isChosen: Record<VectorChoice, (place: HeadPlace) => boolean> = {
    layer: (place) => place.layer === layer,
    head: (place) => place.head === one,
    all: () => true,
    // Škrlj et al. 2020 read the head of the number of its layer.
    pairing: (place) => place.layer === place.head,
  };
  return layers
    .flatMap(({ layer: number, heads }) => heads.map((each) => ({ layer: number, head: each })))
    .filter(isChosen[choice]);
}

/** The layers that heads are in, each once. */
export function layersOf(heads: readonly HeadPlace[]): number[] {
  return [...new Set(heads.map(({ layer }) => layer))];
}

export function headId({ layer, head }: HeadPlace): VectorId {
  return `${layer}.${head}`;
}

export function headPlace(id: VectorId): HeadPlace {
  const [layer = NaN, head = NaN] = id.split('.').map(Number);
  return { layer, head };
}

export function headSource(place: HeadPlace, choice: VectorChoice, values: Float32Array): Source {
  return {
    id: headId(place),
    name: headName(place.layer, place.head),
    place,
    block: 0,
    blockName: null,
    values,
    // Colour is the head, as everywhere; where all have the same head, it is the layer.
    hue: choice === 'head' ? place.layer : place.head,
    colour: null,
    shown: true,
    highlighted: false,
  };
}

/**
 * Vectors that were imported; a unit of several tokens has their mean.
 *
 * @param toColour Gives a colour that is spelled as in CSS as `#rrggbb`, or null if it is none.
 */
export function importedSources(
  vectors: readonly ImportedVector[],
  run: ModelRun,
  units: readonly Unit[],
  toColour: (spelled: string) => string | null,
): { sources: Source[]; blocks: Block[] } {
  const { blocks = [], highlight_block: shaded = null, highlight_vectors: shading = [] } = run.vectors ?? {};
  const nameOf = (block: number) => (blocks.length > 1 ? (blocks[block]?.name ?? `Block ${block}`) : null);
  const sources = vectors.map((vector): Source => {
    const { block, place, payload } = vector;
    return {
      id: `${block}.${place}`,
      name: payload.name ?? `Vector ${place}`,
      place: null,
      block,
      blockName: nameOf(block),
      values: Float32Array.from(units, ({ tokens }) => meanOfTokens(vector, tokens)),
      hue: place,
      colour: payload.color === null ? null : toColour(payload.color),
      shown: payload.visible ?? blocks[block]?.visible ?? true,
      highlighted: block === shaded && shading.includes(place),
    };
  });
  return {
    sources,
    blocks: blocks.map(({ start, end }, at) => ({ name: nameOf(at), ...unitsBetween(units, start, end) })),
  };
}

function meanOfTokens({ start, values }: ImportedVector, tokens: readonly number[]): number {
  return tokens.reduce((sum, token) => sum + (values[token - start] ?? NaN), 0) / tokens.length;
}

function unitsBetween(units: readonly Unit[], start: number, end: number): { start: number; end: number } {
  const first = (token: number) => units.findIndex(({ tokens }) => (tokens[0] ?? 0) >= token);
  const [from, to] = [first(start), first(end)];
  return { start: from < 0 ? units.length : from, end: to < 0 ? units.length : to };
}

/** The vectors that are left, in the reader's names and colours, and those that were removed. */
export function styledVectors(
  sources: readonly Source[],
  styles: readonly VectorStyle[],
  palette: readonly string[],
): { kept: Vector[]; removed: Source[] } {
  const styleOf = new Map(styles.map((style) => [style.id, style]));
  const isRemoved = ({ id }: Source) => styleOf.get(id)?.removed === true;
  const kept = sources
    .filter((source) => !isRemoved(source))
    .map((source): Vector => {
      const style = styleOf.get(source.id);
      return {
        ...source,
        name: style?.name ?? source.name,
        colour: style?.colour ?? source.colour ?? palette[source.hue % palette.length] ?? '',
        shown: style?.shown ?? source.shown,
        highlighted: style?.highlighted ?? source.highlighted,
      };
    });
  return { kept, removed: sources.filter(isRemoved) };
}
