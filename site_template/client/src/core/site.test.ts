import { describe, expect, it } from 'vitest';

import { entry, manifest } from './fixtures';
import { readSite } from './site';

const site = { schema_version: 1, mode: 'file', title: 'T', exports: [], manifest: manifest(entry('fox')) };

function pageOf(textContent: string | null) {
  return { getElementById: () => (textContent === null ? null : ({ textContent } as HTMLElement)) };
}

describe('readSite', () => {
  it('gives the configuration', () => {
    expect(readSite(pageOf(JSON.stringify(site)))).toEqual(site);
  });

  it.each([
    ['no element', null, 'holds no configuration'],
    ['half a text', '{"schema_version":1,', 'configuration is damaged'],
    ['a newer page', JSON.stringify({ ...site, schema_version: 2 }), 'data of version 2, its program reads version 1'],
  ])('says what is wrong with %s', (_, text, sentence) => {
    expect(() => readSite(pageOf(text))).toThrow(sentence);
  });
});
