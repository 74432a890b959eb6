import { describe, expect, it } from 'vitest';

import { fileName } from './download';

describe('fileName', () => {
  it.each([
    [['attlas', 'fox', 'L3', 'H7'], 'attlas-fox-L3-H7.svg'],
    [['../../etc', '<b>x</b>'], 'etc-b-x-b.svg'],
    [['attlas', '文書 1'], 'attlas-文書-1.svg'],
    [['...', 'a'], 'a.svg'],
  ])('of %j', (parts, name) => {
    expect(fileName(parts, 'svg')).toBe(name);
  });
});
