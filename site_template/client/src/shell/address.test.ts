import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { entry, manifest } from '../core/fixtures';
import { initialState } from '../core/state';
import { Address, hasAddress } from './address';

const state = initialState(manifest(entry('fox')));

/** A browser's location and history, as far as an address needs them. */
function browserAt(hash: string, protocol = 'file:') {
  const location = { hash, protocol };
  const go = (_: unknown, __: string, address: string) => {
    location.hash = address === '#' ? '' : address;
  };
  const history = { pushState: vi.fn(go), replaceState: vi.fn(go) };
  vi.stubGlobal('location', location);
  vi.stubGlobal('history', history);
  return { location, history };
}

describe('Address', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('reads the state of the fragment', () => {
    browserAt('#layer=2');
    expect(new Address(state).read()).toEqual({ ...state, layer: 2 });
  });

  it('replaces the fragment while the reader looks around', () => {
    const { location, history } = browserAt('');
    new Address(state).flush({ ...state, layer: 3 });
    expect(location.hash).toBe('#layer=3');
    expect(history.pushState).not.toHaveBeenCalled();
  });

  it.each([{ document: 'bank' }, { view: 'model' as const }])('makes %j a place to come back from', (change) => {
    const { history } = browserAt('');
    new Address(state).flush({ ...state, ...change });
    expect(history.pushState).toHaveBeenCalledOnce();
  });

  it('writes the last of many states', () => {
    const { location, history } = browserAt('');
    const address = new Address(state);
    for (const layer of [1, 2, 3]) address.write({ ...state, layer });
    vi.runAllTimers();
    expect(location.hash).toBe('#layer=3');
    expect(history.replaceState).toHaveBeenCalledOnce();
  });

  it('writes nothing where nothing has changed', () => {
    const { history } = browserAt('');
    new Address(state).flush(state);
    expect(history.replaceState).not.toHaveBeenCalled();
  });

  it('writes nothing in a frame without an address, where a browser would refuse it', () => {
    const { history } = browserAt('', 'about:');
    new Address(state).flush({ ...state, view: 'model' });
    expect(history.pushState).not.toHaveBeenCalled();
    expect(hasAddress()).toBe(false);
  });

  it('goes back to a bare address', () => {
    const { location } = browserAt('#layer=3');
    new Address(state).flush(state);
    expect(location.hash).toBe('');
  });

  it('visits a pasted link until it is told to stop, and drops what it was about to write', () => {
    const { location, history } = browserAt('');
    const target = new EventTarget();
    vi.stubGlobal('window', target);
    const address = new Address(state);
    const visit = vi.fn();
    const stop = address.follow(visit);
    address.write({ ...state, layer: 1 });
    location.hash = '#doc=bank';
    target.dispatchEvent(new Event('popstate'));
    vi.runAllTimers();
    expect(visit.mock.calls).toEqual([[{ ...state, document: 'bank' }]]);
    expect(history.replaceState).not.toHaveBeenCalled();
    stop();
    target.dispatchEvent(new Event('popstate'));
    expect(visit).toHaveBeenCalledOnce();
  });
});
