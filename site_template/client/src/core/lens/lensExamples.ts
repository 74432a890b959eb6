/** Example words of a cluster in their context. */

import type { Cluster, LensSide } from './lens';
import type { LensSequence } from '../payload';

export interface Example {
  /** Not the same for two examples of a cluster. */
  key: number;
  /** Id of the document that it is from. */
  id: string;
  /** Whether the page has that document. */
  isDocument: boolean;
  sequence: LensSequence['sequence'];
  /** Place of the token in its sequence. */
  token: number;
  before: string;
  word: string;
  after: string;
}

/** Characters shown on either side of the word. */
const CONTEXT = 48;
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
    const points = Array.from(source.text);
    return [
      {
        key: place,
        id: source.id,
        isDocument: source.document,
        sequence: sequence.sequence,
        token,
        before: tail(points.slice(0, start)),
        word: points.slice(start, end).join('') || 'special token',
        after: head(points.slice(end)),
      },
    ];
  });
}

/** The last characters before a word, from the beginning of one of them. */
function tail(points: readonly string[]): string {
  if (points.length <= CONTEXT) return points.join('');
  const cut = points.slice(-CONTEXT).join('');
  return `…${cut.slice(cut.search(/\s/) + 1)}`;
}

function head(points: readonly string[]): string {
  if (points.length <= CONTEXT) return points.join('');
  const cut = points.slice(0, CONTEXT).join('');
  const space = /\s\S*$/.exec(cut)?.index ?? cut.length;
  return `${cut.slice(0, space)}…`;
}
