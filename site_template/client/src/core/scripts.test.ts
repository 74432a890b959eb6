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

/** A script that calls the page with a piece's name, and ends. */
function holding(name: string, text: string, nPieces = 1) {
  return (script: Script) => {
    globalThis.__attlas_shard?.(name, text, nPieces);
    script.onload();
  };
}

describe('scriptLoader', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('gives the text that the script hands over', async () => {
    const load = scriptLoader(pageOf(holding('2.1', 'AAAA', 3)));
    expect(await load('2.1')).toEqual({ text: 'AAAA', nPieces: 3 });
  });

  it('names the file of a shard', () => {
    expect(scriptLoader(pageOf(() => undefined)).fileOf?.('12.3')).toBe('shards/12.3.js');
  });

  it('names the file of a shard', () => {
    expect(scriptLoader(pageOf(() => undefined)).fileOf?.('12.3')).toBe('shards/12.3.js');
  });

  it('says which script is missing', async () => {
    const load = scriptLoader(
      pageOf((script) => {
        script.onerror();
      }),
    );
    await expect(load('2')).rejects.toThrow('shards/2.js could not be loaded');
  });

  it('refuses a script that holds another document', async () => {
    await expect(scriptLoader(pageOf(holding('3', 'AAAA')))('2')).rejects.toThrow('shards/2.js holds something else');
  });

  it('admits no other address to the Trusted Types policy', () => {
    const createPolicy = vi.fn((_: string, rules: { createScriptURL: (url: string) => string }) => rules);
    vi.stubGlobal('trustedTypes', { createPolicy });
    scriptLoader(pageOf(() => undefined));
    const [name, rules] = createPolicy.mock.calls[0] ?? [];
    expect(name).toBe('attlas-shards');
    for (const url of ['shards/12.js', 'shards/12.30.js']) expect(rules?.createScriptURL(url)).toBe(url);
    for (const url of [
      'shards/../x.js',
      'https://x/shards/1.js',
      'shards/1.js?x',
      'shards/a.js',
      'shards/1..js',
      '//x',
      'shards/1.js\n',
    ]) {
      expect(() => rules?.createScriptURL(url)).toThrow('is not the address of a shard');
    }
  });
});
