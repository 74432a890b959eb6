/** Example words of a cluster in their context. */

import type { Cluster, LensSide } from './lens';
import type { LensSequence } from '../payload';
import { snippetOf, type Snippet } from '../snippet';

export interface Example extends Snippet {
  /** Not the same for two examples of a cluster. */
  key: number;
  /** Id of the document that it is from. */
  id: string;
  /** Whether the page has that document. */
  isDocument: boolean;
  sequence: LensSequence['sequence'];
  /** Place of the token in its sequence. */
  token: number;
}

/** Fields of an example. */
const FIELDS = 4;

export function examplesOf(
  { examples }: Pick<Cluster, 'examples'>,
  { sequence, examples: table }: LensSide,
): Example[] {
  return examples.flatMap((place) => {
    const [text = 0, token = 0, start = 0, end = 0] = table.values.subarray(FIELDS * place, FIELDS * (place + 1));
    const source = sequence.texts[text];
    if (!source) return [];
    const { before, word, after } = snippetOf(source.text, start, end);
    return [
      {
        key: place,
        id: source.id,
        isDocument: source.document,
        sequence: sequence.sequence,
        token,
        before,
        word: word || 'special token',
        after,
      },
    ];
  });
}
