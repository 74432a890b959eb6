/** Documents as data tags of the page itself. */

/** Milliseconds between looks at a page that is still arriving. */
const PAUSE = 15;

type Page = Pick<globalThis.Document, 'getElementById' | 'readyState'>;

/**
 * The base64 text of a document's shard; a large one is spread over several tags.
 *
 * @throws {Error} If a tag is missing once the page has arrived.
 */
export async function tagText(page: Page, index: number): Promise<string> {
  const first = await completeTag(page, `shard-${index}`);
  const rest = Array.from({ length: Number(first.dataset.parts ?? 1) - 1 }, (_, i) => `shard-${index}.${i + 1}`);
  const tags = await Promise.all(rest.map((id) => completeTag(page, id)));
  return [first, ...tags].map((tag) => tag.textContent.trim()).join('');
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
