/** Motion of the items of a list whose places change: from where each was to where it is (FLIP). */

import { tick } from 'svelte';
import { prefersReducedMotion } from 'svelte/motion';

const DURATION = 250;

/**
 * Make a change after which the items of a list stand elsewhere, and let them move there, unless the reader wants none.
 *
 * The directive `animate:flip` does so after every change, and lays the page out twice each time; this is for changes
 * that are made once, and not for those of a slider that is dragged.
 */
export async function moving(list: HTMLElement | undefined, change: () => void): Promise<void> {
  const items = list && !prefersReducedMotion.current ? [...list.children] : [];
  const before = items.map((item) => item.getBoundingClientRect());
  change();
  await tick();
  const shifts = items.map((item, at) => shiftOf(before[at], item.getBoundingClientRect()));
  shifts.forEach((shift, at) => {
    if (shift && items[at]?.isConnected) {
      items[at].animate([{ transform: shift }, { transform: 'none' }], { duration: DURATION, easing: 'ease-out' });
    }
  });
}

function shiftOf(from: DOMRect | undefined, to: DOMRect): string | null {
  const [x, y] = [(from?.x ?? to.x) - to.x, (from?.y ?? to.y) - to.y];
  return x === 0 && y === 0 ? null : `translate(${x}px, ${y}px)`;
}
