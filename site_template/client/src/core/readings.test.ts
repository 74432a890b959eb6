import { describe, expect, it } from 'vitest';

import type { DocumentReading } from './documents';
import { document, run, sequence } from './fixtures';
import type { LoadedDocument, Prediction } from './payload';
import { readingOf, readThrough } from './readings';

const CLASSES: Prediction = { task: 'classes', classes: [{ label: 'noun', probability: 0.75 }] };

describe('readingOf', () => {
  it('holds all texts and the classes of each model', () => {
    const tagged = { ...run(sequence('a')), prediction: CLASSES };
    const reading = readingOf({ ...document(tagged, { ...tagged, model: 'm1', prediction: null }), text_b: 'Déjà' });
    expect(reading.text).toBe('a fox\nDéjà');
    expect(reading.haystack).toBe('a fox\ndeja');
    expect(reading.classes).toEqual(new Map([['m0', new Map([['noun', 0.75]])]]));
  });
});

describe('readThrough', () => {
  const library = {
    glance: (number: number) =>
      number === 3
        ? Promise.reject(new Error('no number 3'))
        : // The cast leaves out what is not read.
          Promise.resolve({ document: { ...document(), text: `text ${number}` } } as LoadedDocument),
  };

  it('reads each once, and tells what it cannot', async () => {
    const found = new Map<number, DocumentReading | Error>();
    await readThrough(library, [0, 1, 2, 3, 4, 5], new AbortController().signal, (number, reading) => {
      expect(found.has(number)).toBe(false);
      found.set(number, reading);
    });
    expect([...found.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(found.get(3)).toEqual(new Error('no number 3'));
    expect(found.get(5)).toMatchObject({ text: 'text 5' });
  });

  it('stops', async () => {
    const abort = new AbortController();
    const read: number[] = [];
    await readThrough(
      library,
      Array.from({ length: 100 }, (_, at) => at),
      abort.signal,
      (number) => {
        read.push(number);
        abort.abort();
      },
    );
    expect(read.length).toBeLessThan(10);
  });
});
