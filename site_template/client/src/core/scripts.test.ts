import { afterEach, describe, expect, it, vi } from 'vitest';

import { scriptLoader } from './scripts';

interface Script {
  src: string;
  onload: () => void;
  onerror: () => void;
  remove: () => void;
}

/** A page that runs each script as soon as it is put into the head. */
function pageOf(run: (script: Script) => void): globalThis.Document {
  const createElement = () => ({ src: '', remove: vi.fn() });
  return { createElement, head: { append: run } } as unknown as globalThis.Document;
}

/** A script that calls the page with a document's number, and ends. */
function holding(index: number, text: string) {
  return (script: Script) => {
    globalThis.__attlas_shard?.(index, text);
    script.onload();
  };
}

describe('scriptLoader', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('gives the text that the script hands over', async () => {
    expect(await scriptLoader(pageOf(holding(2, 'AAAA')))(2)).toBe('AAAA');
  });

  it('names the file of a shard', () => {
    expect(scriptLoader(pageOf(() => undefined)).fileOf?.(12)).toBe('shards/12.js');
  });

  it('says which script is missing', async () => {
    const load = scriptLoader(
      pageOf((script) => {
        script.onerror();
      }),
    );
    await expect(load(2)).rejects.toThrow('shards/2.js could not be loaded');
  });

  it('refuses a script that holds another document', async () => {
    await expect(scriptLoader(pageOf(holding(3, 'AAAA')))(2)).rejects.toThrow('shards/2.js holds something else');
  });

  it('admits no other address to the Trusted Types policy', () => {
    const createPolicy = vi.fn((_: string, rules: { createScriptURL: (url: string) => string }) => rules);
    vi.stubGlobal('trustedTypes', { createPolicy });
    scriptLoader(pageOf(() => undefined));
    const [name, rules] = createPolicy.mock.calls[0] ?? [];
    expect(name).toBe('attlas-shards');
    expect(rules?.createScriptURL('shards/12.js')).toBe('shards/12.js');
    for (const url of [
      'shards/../x.js',
      'https://x/shards/1.js',
      'shards/1.js?x',
      'shards/a.js',
      '//x',
      'shards/1.js\n',
    ]) {
      expect(() => rules?.createScriptURL(url)).toThrow('is not the address of a shard');
    }
  });
});
