/** What a model makes of the whole text, as shares of a bar. */

import type { Prediction } from '../payload';

export interface Output {
  label: string;
  value: number;
  /** Of the whole bar. */
  share: number;
  /** Where its part begins. */
  start: number;
}

/**
 * Probabilities of the classes, or imported outputs, in the order of the model. Null where there is nothing like it,
 * or where outputs are negative and so are shares of nothing.
 */
export function outputsOf(prediction: Prediction | null): Output[] | null {
  const values = valuesOf(prediction);
  const total = values.reduce((sum, { value }) => sum + value, 0);
  if (total <= 0 || values.some(({ value }) => value < 0)) return null;
  let start = 0;
  return values.map(({ label, value }) => {
    const output = { label, value, share: value / total, start };
    start += output.share;
    return output;
  });
}

function valuesOf(prediction: Prediction | null): { label: string; value: number }[] {
  if (prediction?.task === 'classes') {
    return prediction.classes.map(({ label, probability }) => ({ label, value: probability }));
  }
  if (prediction?.task !== 'activations') return [];
  return prediction.outputs.map(({ name, value }, at) => ({ label: name ?? `Output ${at}`, value }));
}

/** Half the width of the fade between two classes, as a share of the bar; no wider than its neighbours allow. */
const FADE = 0.015;

/** The stops of a gradient that runs through the colours of the outputs, each as wide as its share. */
export function gradientStops(outputs: readonly Output[], colours: readonly string[]): string {
  return outputs
    .flatMap(({ start, share }, at) => {
      const fade = Math.min(FADE, share / 2);
      const ends = [at === 0 ? 0 : start + fade, at === outputs.length - 1 ? 1 : start + share - fade];
      return ends.map((end) => `${colours[at] ?? ''} ${(100 * end).toFixed(2)}%`);
    })
    .join(', ');
}
