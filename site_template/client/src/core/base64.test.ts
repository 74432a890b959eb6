import { afterEach, describe, expect, it, vi } from 'vitest';

import { fromBase64 } from './base64';

const CASES: [string, number[]][] = [
  ['', []],
  ['AA==', [0]],
  ['/+8=', [255, 239]],
  ['AQID', [1, 2, 3]],
];

describe('fromBase64', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it.each(CASES)('decodes %j by atob', (text, bytes) => {
    expect([...fromBase64(text)]).toEqual(bytes);
  });

  it('uses the browser’s own decoder where there is one', () => {
    const fake = Object.assign(vi.fn(), { fromBase64: () => new Uint8Array([7]) });
    vi.stubGlobal('Uint8Array', Object.assign(fake, Uint8Array, { fromBase64: () => 'native' }));
    expect(fromBase64('AA==')).toBe('native');
  });

  it('refuses what is not base64', () => {
    expect(() => fromBase64('*')).toThrow();
  });
});
