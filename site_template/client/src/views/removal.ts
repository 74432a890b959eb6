/** Where the focus goes when what has it is taken away; by itself it would fall to the top of the page. */

import { tick } from 'svelte';

/**
 * Take an entry of a list away, and focus the button of the one that comes into its place: the next, or the last that is
 * left.
 *
 * @param button The button that does it.
 * @param list Selector of the list around it.
 * @param otherwise Gives what is focused where nothing is left.
 */
export async function takeAway(
  button: HTMLElement,
  list: string,
  act: () => void,
  otherwise: () => HTMLElement | null | undefined,
): Promise<void> {
  const around = button.closest(list);
  const buttons = () => [...(around?.querySelectorAll<HTMLElement>('button') ?? [])];
  const place = buttons().indexOf(button);
  act();
  await tick();
  // A list that is gone itself keeps its entries.
  const left = buttons().filter(({ isConnected }) => isConnected);
  (left[Math.min(place, left.length - 1)] ?? otherwise())?.focus();
}
