import { describe, expect, it } from 'vitest';

import { tagPiece } from './tags';

interface Tag {
  textContent: string;
  nextSibling: object | null;
  dataset: { pieces?: string };
}

/** A page whose tags are looked up in a table, as much of a page as is needed. */
function pageOf(tags: Record<string, Partial<Tag>>, readyState: DocumentReadyState = 'complete') {
  const whole = (tag: Partial<Tag>) => ({ textContent: '', nextSibling: null, dataset: {}, ...tag });
  const getElementById = (id: string) => (tags[id] ? (whole(tags[id]) as unknown as HTMLElement) : null);
  return { getElementById, readyState };
}

describe('tagPiece', () => {
  it('gives the text of a tag', async () => {
    expect(await tagPiece(pageOf({ 'shard-3': { textContent: ' QUJD\n' } }), '3')).toEqual({
      text: 'QUJD',
      nPieces: 1,
    });
  });

  it('says how many pieces there are', async () => {
    const page = pageOf({
      'shard-0': { textContent: 'AAAA', dataset: { pieces: '3' } },
      'shard-0.1': { textContent: 'B' },
    });
    expect(await tagPiece(page, '0')).toEqual({ text: 'AAAA', nPieces: 3 });
    expect((await tagPiece(page, '0.1')).text).toBe('B');
  });

  it('waits for a following sibling while the page arrives', async () => {
    const tag: Partial<Tag> = { textContent: 'AA' };
    const reading = tagPiece(pageOf({ 'shard-0': tag }, 'loading'), '0');
    tag.textContent = 'AAAA';
    tag.nextSibling = {};
    expect((await reading).text).toBe('AAAA');
  });

  it('says where a page that has arrived ends', async () => {
    await expect(tagPiece(pageOf({}), '7')).rejects.toThrow('the page ends before shard-7');
  });
});
