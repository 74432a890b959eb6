import { describe, expect, it } from 'vitest';

import { actionOf, SHORTCUTS } from './shortcuts';

const press = { key: ']', ctrlKey: false, metaKey: false, altKey: false, defaultPrevented: false };

describe('actionOf', () => {
  it.each([
    [{}, 'next layer'],
    [{ key: '?' }, 'help'],
    [{ key: 'q' }, undefined],
    [{ ctrlKey: true }, undefined],
    [{ metaKey: true }, undefined],
    [{ altKey: true }, undefined],
    [{ defaultPrevented: true }, undefined],
  ])('reads %j', (change, action) => {
    expect(actionOf({ ...press, ...change })).toBe(action);
  });

  it('gives no key two meanings', () => {
    expect(new Set(SHORTCUTS.map(({ key }) => key)).size).toBe(SHORTCUTS.length);
  });
});
