/** Where links of HeadLens lead: example words in their documents. */

import type { Role } from '../../core/lens/lens';
import type { Example } from '../../core/lens/lensExamples';
import type { PageState } from '../../core/state';

/** The change that shows an example in its document, its token selected on the side of its vector. */
export function exampleChange({ id, token }: Example, role: Role): Partial<PageState> {
  const isQuery = role === 'query';
  return { document: id, queries: isQuery ? [token] : [], keys: isQuery ? [] : [token] };
}
