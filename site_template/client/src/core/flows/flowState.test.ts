import { describe, expect, it } from 'vitest';

import { sequence, run } from '../fixtures';
import {
  frozenChoice,
  frozenOf,
  placeOf,
  readHead,
  readLayer,
  ringAt,
  chosenTokensOf,
  selectedRing,
  withToken,
  withTokens,
  writeHead,
  writeLayer,
} from './flowState';
import { cutAtRoot, rootOf, usualRoot } from './flowRoot';
import { randomStack } from './flowTesting';
import { verdictOf } from './flowVerdict';

const encoder = randomStack(1, 'encoder', { nLayers: 3, nHeads: 2, nTokens: 5 });
const translator = randomStack(1, 'translator', { nLayers: 2, nHeads: 2, nTokens: 5, nSource: 4 });

describe('in the address', () => {
  it.each([
    [{ kind: 'encoder', layer: 3, numbers: [0, 12] }, 'encoder3.0.12'],
    [{ kind: 'cross', layer: null, numbers: [7] }, 'cross.7'],
    [{ kind: 'root', layer: null, numbers: [] }, 'root'],
  ] as const)('%j is %s', (place, text) => {
    expect(writeLayer(place)).toBe(text);
    expect(readLayer(text)).toEqual(place);
  });

  it.each(['', 'encoder3.', 'lens3.1', 'encoder3.x', '3.1'])('%j means nothing', (text) => {
    expect(readLayer(text)).toBeUndefined();
  });

  it('a head has a side', () => {
    const head = { kind: 'decoder', layer: 2, head: 11, side: 'second' } as const;
    expect(readHead(writeHead(head))).toEqual(head);
    expect([readHead('root1.2.first'), readHead('encoder1.2.third'), readHead('encoder1')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('places', () => {
  it.each([encoder, translator])('stand for rings', (stack) => {
    for (const ring of stack.rings.keys()) expect(ringAt(stack, placeOf(stack, ring))).toBe(ring);
  });

  it('of another model are not there', () => {
    expect(ringAt(encoder, { kind: 'decoder', layer: 0 })).toBe(-1);
  });

  it('of kinds and layers are the rings they read', () => {
    expect([0, 1, 2].map((layer) => selectedRing(encoder, 'encoder', layer))).toEqual([3, 2, 1]);
    expect([0, 1].map((layer) => selectedRing(translator, 'cross', layer))).toEqual([3, 3]);
  });
});

describe('what is frozen', () => {
  it('is what the model has', () => {
    const frozen = [
      { kind: 'encoder', layer: 1, numbers: [2, 9] },
      { kind: 'decoder', layer: 1, numbers: [0] },
      { kind: 'root', layer: null, numbers: [0] },
    ] as const;
    expect(chosenTokensOf(encoder, frozen)).toEqual([
      { ring: 2, tokens: [2] },
      { ring: 0, tokens: [0] },
    ]);
    expect(frozenOf(encoder, [{ ring: 2, tokens: [2] }])).toEqual([{ kind: 'encoder', layer: 1, numbers: [2] }]);
    expect(frozenChoice(encoder, [], null)).toBeNull();
  });

  it('may be one head, of one model or both', () => {
    const frozen = [{ kind: 'encoder', layer: 1, numbers: [2] }] as const;
    const head = { kind: 'encoder', layer: 0, head: 1, side: 'second' } as const;
    expect(frozenChoice(encoder, frozen, head)).toMatchObject({ head: { hop: 2, head: 1 }, models: 2 });
    expect(frozenChoice(encoder, frozen, { ...head, layer: 7 })).toMatchObject({ head: null, models: 3 });
  });

  it('grows by a token of the same ring or of a second, and a third ring takes the place of that', () => {
    const one = withToken([], 1, 4);
    const two = withToken(one, 1, 2);
    expect(two).toEqual([{ ring: 1, tokens: [2, 4] }]);
    const paths = withToken(two, 3, 0);
    expect(paths).toEqual([...two, { ring: 3, tokens: [0] }]);
    expect(withToken(paths, 2, 1)).toEqual([...two, { ring: 2, tokens: [1] }]);
    expect(withToken(paths, 3, 0)).toEqual(two);
  });

  it('is what was brushed, beside another ring if asked to', () => {
    const before = [{ ring: 1, tokens: [2] }];
    expect(withTokens(before, 3, [5, 4], false)).toEqual([{ ring: 3, tokens: [4, 5] }]);
    expect(withTokens(before, 3, [5, 4], true)).toEqual([...before, { ring: 3, tokens: [4, 5] }]);
  });
});

describe('the root', () => {
  it.each([
    ['the token named after classifying', ['[SEP]', 'a', '[CLS]'], 2],
    ['else the first special one', ['a', '[X]', '[Y]'], 1],
    ['else the first', ['a', 'b'], 0],
  ])('of an encoder is %s', (_, tokens, expected) => {
    expect(usualRoot(encoder, sequence(...tokens))).toBe(expected);
  });

  it('of a model that writes is the last token', () => {
    expect(usualRoot(translator, sequence('a', 'b', 'c'))).toBe(2);
  });

  it.each([
    ['an encoder without its first tokens', encoder, ['a', 'b'], 7],
    ['an encoder with the token that a classifier reads', encoder, ['[CLS]', 'a'], 0],
    ['a model that writes, without its last tokens', translator, ['a', 'b'], 9],
  ])('can be left out by a window: %s', (_, stack, tokens, expected) => {
    expect(cutAtRoot(stack, { ...sequence(...tokens), n_before: 7, n_after: 9 })).toBe(expected);
    expect(cutAtRoot(stack, sequence(...tokens))).toBe(0);
  });

  it('is not known of an encoder whose only special tokens may have ended the text', () => {
    expect(cutAtRoot(encoder, { ...sequence('a', 'b'), n_after: 3 })).toBe(3);
    expect(cutAtRoot(encoder, { ...sequence('[X]', 'b'), n_after: 3 })).toBe(0);
  });

  it('is the chosen token where there is one', () => {
    const read = run(sequence('[CLS]', 'a', 'b'));
    expect([rootOf(encoder, read, 2), rootOf(encoder, read, 9), rootOf(encoder, read, null)]).toEqual([2, 0, 0]);
  });
});

describe('verdictOf', () => {
  const of = (prediction: ReturnType<typeof run>['prediction'], label: string | null = null) =>
    verdictOf({ ...run(sequence('a')), prediction }, label);
  const classes = [
    { label: 'calm', probability: 0.25 },
    { label: 'wild', probability: 0.75 },
  ];

  it('is the most probable class, and what the gold label got', () => {
    expect(of({ task: 'classes', classes }, 'calm')).toEqual({ predicted: 'wild', probability: 0.75, gold: 0.25 });
    expect(of({ task: 'classes', classes }, 'other')).toEqual({ predicted: 'wild', probability: 0.75, gold: null });
  });

  it('is a token, a text, or nothing', () => {
    expect(of({ task: 'next_token', tokens: classes }).predicted).toBe('wild');
    expect(of({ task: 'masked_tokens', positions: [] }).predicted).toBeNull();
    expect(of({ task: 'generated', text: 'bonjour' })).toEqual({ predicted: 'bonjour', probability: null, gold: null });
    expect(of(null).predicted).toBeNull();
  });
});
