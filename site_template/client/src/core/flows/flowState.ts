/** What of the Flows view is in the page's state, and how it is written in the address. */

import type { FlowStack } from './flow';
import { BOTH, FIRST, SECOND } from './flowCompare';
import type { FlowChoice, ChosenTokens } from './flowPaths';
import type { AttentionKind } from '../payload';

/** Numbers that belong to a ring or a layer: tokens or heads. `root.4`, `encoder3.0.2`, `cross.7` in the address. */
export interface LayerNumbers {
  kind: AttentionKind | 'root';
  /** Null for the root and for the last states of an encoder, which cross-attention reads. */
  layer: number | null;
  numbers: readonly number[];
}

/** A head of one layer that is looked through, in one of two models or in both. */
export interface FrozenHead {
  kind: AttentionKind;
  layer: number;
  head: number;
  side: Side;
}

export const SIDES = ['first', 'second', 'both'] as const;
export type Side = (typeof SIDES)[number];

const KINDS = ['encoder', 'decoder', 'cross', 'root'] as const;

export function writeLayer({ kind, layer, numbers }: LayerNumbers): string {
  return [`${kind}${layer ?? ''}`, ...numbers].join('.');
}

export function readLayer(text: string): LayerNumbers | undefined {
  const [, name = '', layer = '', rest = ''] = /^([a-z]+)(\d{0,6})((?:\.\d{1,6})*)$/.exec(text) ?? [];
  const kind = KINDS.find((each) => each === name);
  const numbers = (rest.match(/\d+/g) ?? []).map(Number);
  return kind && { kind, layer: layer === '' ? null : Number(layer), numbers };
}

export function writeHead({ kind, layer, head, side }: FrozenHead): string {
  return `${kind}${layer}.${head}.${side}`;
}

export function readHead(text: string): FrozenHead | undefined {
  const [, name, layer, head, word] = /^([a-z]+)(\d{1,6})\.(\d{1,6})\.([a-z]+)$/.exec(text) ?? [];
  const kind = KINDS.find((each) => each === name);
  const side = SIDES.find((each) => each === word);
  if (!kind || kind === 'root' || !side) return undefined;
  return { kind, layer: Number(layer), head: Number(head), side };
}

/** The place of a ring in the address. */
export function placeOf({ rings }: FlowStack, ring: number): Omit<LayerNumbers, 'numbers'> {
  return { kind: rings[ring]?.kind ?? 'root', layer: rings[ring]?.layer ?? null };
}

/** The ring of a place; -1 if the model has none. */
export function ringAt({ rings }: FlowStack, { kind, layer }: Omit<LayerNumbers, 'numbers'>): number {
  if (kind === 'root') return rings.length > 0 ? 0 : -1;
  return rings.findIndex((ring) => ring.kind === kind && ring.layer === layer);
}

/** The ring that the page's kind and layer select: its keys. All layers of cross-attention read one ring. */
export function selectedRing(stack: FlowStack, kind: AttentionKind, layer: number): number {
  return stack.hops.find((hop) => hop.kind === kind && hop.layer === layer)?.to ?? stack.hops[0]?.to ?? -1;
}

/** Frozen tokens that the model has, in at most two rings. */
export function chosenTokensOf(stack: FlowStack, frozen: readonly LayerNumbers[]): ChosenTokens[] {
  return frozen
    .map((each) => ({ ring: ringAt(stack, each), numbers: each.numbers }))
    .flatMap(({ ring, numbers }) => {
      const tokens = numbers.filter((token) => token < (stack.rings[ring]?.nTokens ?? 0));
      return tokens.length > 0 ? [{ ring, tokens }] : [];
    })
    .slice(0, 2);
}

export function frozenOf(stack: FlowStack, spots: readonly ChosenTokens[]): LayerNumbers[] {
  return spots.map(({ ring, tokens }) => ({ ...placeOf(stack, ring), numbers: tokens }));
}

export const MODELS_OF: Record<Side, number> = { first: FIRST, second: SECOND, both: BOTH };

/** What is frozen; null if nothing of it is there. */
export function frozenChoice(
  stack: FlowStack,
  frozen: readonly LayerNumbers[],
  glyph: FrozenHead | null,
): FlowChoice | null {
  const spots = chosenTokensOf(stack, frozen);
  if (spots.length === 0) return null;
  const hop = glyph ? stack.hops.findIndex(({ kind, layer }) => kind === glyph.kind && layer === glyph.layer) : -1;
  const head = glyph && hop >= 0 ? { hop, head: glyph.head } : null;
  return { spots, head, models: head && glyph ? MODELS_OF[glyph.side] : BOTH };
}

/**
 * The chosen tokens after another one was added to them, or taken away again. A third ring takes the place of the
 * second.
 */
export function withToken(spots: readonly ChosenTokens[], ring: number, token: number): ChosenTokens[] {
  const own = spots.find((each) => each.ring === ring);
  if (!own) return [...spots.slice(0, 1), { ring, tokens: [token] }];
  const tokens = own.tokens.includes(token)
    ? own.tokens.filter((other) => other !== token)
    : [...own.tokens, token].sort((a, b) => a - b);
  return spots.flatMap((each) => (each !== own ? [each] : tokens.length > 0 ? [{ ring, tokens }] : []));
}

/** The chosen tokens with those of one ring replaced; those of another ring stay if asked to. */
export function withTokens(
  spots: readonly ChosenTokens[],
  ring: number,
  tokens: readonly number[],
  keepOther: boolean,
): ChosenTokens[] {
  const other = keepOther ? spots.filter((each) => each.ring !== ring).slice(0, 1) : [];
  return [...other, { ring, tokens: [...tokens].sort((a, b) => a - b) }];
}
