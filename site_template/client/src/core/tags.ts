/** Documents as data tags of the page itself. */

import type { Piece } from './shardSource';

/** Milliseconds between looks at a page that is still arriving. */
const PAUSE = 15;

type Page = Pick<globalThis.Document, 'getElementById' | 'readyState'>;

/**
 * A piece of a document's shard.
 *
 * @throws {Error} If its tag is missing once the page has arrived.
 */
export async function tagPiece(page: Page, name: string): Promise<Piece> {
  const tag = await completeTag(page, `shard-${name}`);
  return { text: tag.textContent.trim(), nPieces: Number(tag.dataset.pieces ?? 1) };
}

/** A tag is in the page before its text is complete: only a following sibling, or the page's end, tells. */
async function completeTag(page: Page, id: string): Promise<HTMLElement> {
  for (;;) {
    const arrived = page.readyState !== 'loading';
    const tag = page.getElementById(id);
    if (tag && (tag.nextSibling || arrived)) return tag;
    if (arrived) throw new Error(`the page ends before ${id}; copy it again, whole`);
    await new Promise((resume) => setTimeout(resume, PAUSE));
  }
}
