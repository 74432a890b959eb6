/** A word with some of the text around it, cut between words. */

export interface Snippet {
  before: string;
  word: string;
  after: string;
}

/** Characters shown on either side of the word. */
const CONTEXT = 48;

/** @param start Of the word, in code points; `end` is the place after it. */
export function snippetOf(text: string, start: number, end: number): Snippet {
  const points = Array.from(text);
  return {
    before: tail(points.slice(0, start)),
    word: points.slice(start, end).join(''),
    after: head(points.slice(end)),
  };
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
