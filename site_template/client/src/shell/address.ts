/** The URL fragment as the mirror of the page's state. */

import { fromFragment, toFragment } from '../core/fragment';
import type { PageState } from '../core/state';

/** Milliseconds between writes; browsers refuse more than about three a second for long. */
const PAUSE = 120;

/** Whether this page can be linked to; one that lies inside another page, as in a notebook, has no address. */
export const hasAddress = () => location.protocol !== 'about:';

export class Address {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private last: PageState;

  constructor(private readonly defaults: PageState) {
    this.last = this.read();
  }

  read(): PageState {
    return fromFragment(location.hash, this.defaults);
  }

  /** The fragment of a state, with its `#`. */
  of(state: PageState): string {
    return `#${toFragment(state, this.defaults)}`;
  }

  /** Mirror a state soon. Another document or view is a new place that the back button returns from. */
  write(state: PageState): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(state), PAUSE);
  }

  /** Mirror a state now, so that the address can be copied. */
  flush(state: PageState): void {
    clearTimeout(this.timer);
    const isNewPlace = state.document !== this.last.document || state.view !== this.last.view;
    this.last = state;
    const address = this.of(state);
    if (!hasAddress() || address === location.hash || (address === '#' && !location.hash)) return;
    if (isNewPlace) history.pushState(null, '', address);
    else history.replaceState(null, '', address);
  }

  /** Call `visit` whenever the reader goes back, forward or to a pasted link; gives a function that stops it. */
  follow(visit: (state: PageState) => void): () => void {
    const arrive = () => {
      clearTimeout(this.timer);
      this.last = this.read();
      visit(this.last);
    };
    window.addEventListener('popstate', arrive);
    return () => {
      window.removeEventListener('popstate', arrive);
    };
  }
}
