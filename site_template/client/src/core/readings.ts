/** Documents read through, for what the manifest does not say of them: their whole texts and the probability of every class. */

import type { DocumentReading } from './documents';
import type { Library } from './library';
import type { Document } from './payload';
import { folded } from './search';

/** Documents on their way at a time: of a folder each takes its time to arrive, and little to be read. */
const LANES = 4;

/** What was read so far, by number in the manifest. */
export class ReadingStore {
  private readonly all = new Map<number, DocumentReading>();

  add(number: number, reading: DocumentReading): void {
    this.all.set(number, reading);
  }

  has(number: number): boolean {
    return this.all.has(number);
  }

  /** As it is now; what comes later is not in it. */
  snapshot(): ReadonlyMap<number, DocumentReading> {
    return new Map(this.all);
  }
}

export function readingOf({ text, text_b, target, runs }: Document): DocumentReading {
  const whole = [text, text_b, target].filter((part) => part !== null).join('\n');
  const classes = runs.flatMap(({ model, prediction }) =>
    prediction?.task === 'classes'
      ? [[model, new Map(prediction.classes.map(({ label, probability }) => [label, probability]))] as const]
      : [],
  );
  return { text: whole, haystack: folded(whole), classes: new Map(classes) };
}

/**
 * Read those of `numbers` one after the other until the signal stops it. What cannot be read is told, and goes without a
 * reading.
 */
export async function readThrough(
  library: Pick<Library, 'glance'>,
  numbers: readonly number[],
  signal: AbortSignal,
  onread: (number: number, reading: DocumentReading | Error) => void,
): Promise<void> {
  const left = numbers.values();
  const lane = async () => {
    for (const number of left) {
      if (signal.aborted) return;
      const reading = await library.glance(number).then(
        ({ document }) => readingOf(document),
        (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
      );
      onread(number, reading);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}
