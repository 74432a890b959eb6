/** What a model makes of a document, in a few words. */

import type { ModelRun, ScoredLabel } from '../payload';

export interface Verdict {
  /** Null for a model without a head. */
  predicted: string | null;
  /** Null where there is none, as for a written text. */
  probability: number | null;
  /** Probability of the gold label; null if it is not among what the model chooses from. */
  gold: number | null;
}

const NONE: Verdict = { predicted: null, probability: null, gold: null };

export function verdictOf({ prediction }: ModelRun, label: string | null): Verdict {
  if (prediction === null) return NONE;
  if (prediction.task === 'classes') return bestOf(prediction.classes, label);
  if (prediction.task === 'next_token') return bestOf(prediction.tokens, null);
  if (prediction.task === 'masked_tokens') return bestOf(prediction.positions[0]?.tokens ?? [], null);
  return prediction.task === 'generated' ? { ...NONE, predicted: prediction.text } : NONE;
}

function bestOf(scores: readonly ScoredLabel[], label: string | null): Verdict {
  const [best] = [...scores].sort((a, b) => b.probability - a.probability);
  const gold = scores.find((each) => each.label === label)?.probability ?? null;
  return best ? { predicted: best.label, probability: best.probability, gold } : NONE;
}
