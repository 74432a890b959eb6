import { describe, expect, it } from 'vitest';

import { tagText } from './tags';

interface Tag {
  textContent: string;
  nextSibling: object | null;
  dataset: { parts?: string };
}

/** A page whose tags are looked up in a table, as much of a page as is needed. */
function pageOf(tags: Record<string, Partial<Tag>>, readyState: DocumentReadyState = 'complete') {
  const whole = (tag: Partial<Tag>) => ({ textContent: '', nextSibling: null, dataset: {}, ...tag });
  const getElementById = (id: string) => (tags[id] ? (whole(tags[id]) as unknown as HTMLElement) : null);
  return { getElementById, readyState };
}

describe('tagText', () => {
  it('gives the text of a tag', async () => {
    expect(await tagText(pageOf({ 'shard-3': { textContent: ' QUJD\n' } }), 3)).toBe('QUJD');
  });

  it('joins the parts of a large document', async () => {
    const first = { textContent: 'AAAA', dataset: { parts: '3' } };
    const page = pageOf({
      'shard-0': first,
      'shard-0.1': { textContent: 'BBBB' },
      'shard-0.2': { textContent: 'CC==' },
    });
    expect(await tagText(page, 0)).toBe('AAAABBBBCC==');
  });

  it('waits for a following sibling while the page arrives', async () => {
    const tag: Partial<Tag> = { textContent: 'AA' };
    const reading = tagText(pageOf({ 'shard-0': tag }, 'loading'), 0);
    tag.textContent = 'AAAA';
    tag.nextSibling = {};
    expect(await reading).toBe('AAAA');
  });

  it('says where a page that has arrived ends', async () => {
    await expect(tagText(pageOf({}), 7)).rejects.toThrow('the page ends before shard-7');
  });
});
