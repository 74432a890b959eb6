import { describe, expect, it } from 'vitest';

import type { Prediction } from '../payload';
import { gradientStops, outputsOf } from './outputs';

const classes: Prediction = {
  task: 'classes',
  classes: [
    { label: 'calm', probability: 0.75 },
    { label: 'wild', probability: 0.25 },
  ],
};

function activations(...values: number[]): Prediction {
  return { task: 'activations', outputs: values.map((value) => ({ name: null, value })) };
}

describe('outputsOf', () => {
  it('gives each class its share', () => {
    expect(outputsOf(classes)).toEqual([
      { label: 'calm', value: 0.75, share: 0.75, start: 0 },
      { label: 'wild', value: 0.25, share: 0.25, start: 0.75 },
    ]);
  });

  it('gives imported outputs a share of their sum', () => {
    expect(outputsOf(activations(3, 1))?.map(({ label, share }) => [label, share])).toEqual([
      ['Output 0', 0.75],
      ['Output 1', 0.25],
    ]);
  });

  it.each<[string, Prediction | null]>([
    ['no prediction', null],
    ['negative outputs', activations(3, -1)],
    ['outputs of 0', activations(0, 0)],
    ['next tokens', { task: 'next_token', tokens: [] }],
  ])('has nothing to show of %s', (_, prediction) => {
    expect(outputsOf(prediction)).toBeNull();
  });
});

it('runs through the colours', () => {
  const stops = gradientStops(outputsOf(classes) ?? [], ['red', 'blue']);
  expect(stops).toBe('red 0.00%, red 73.50%, blue 76.50%, blue 100.00%');
});
