/** Where a key of the keyboard leads to in a list. */

/** Items that PageUp and PageDown pass. */
const PAGE = 10;

/**
 * The item that a key leads to; undefined for keys that mean something else.
 *
 * @param isRow Whether the list runs across, so that the left and right arrows move in it.
 */
export function listMove(key: string, cursor: number, count: number, isRow: boolean): number | undefined {
  const [back, forth] = isRow ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
  const moves: Record<string, number> = {
    [back]: cursor - 1,
    [forth]: cursor + 1,
    PageUp: cursor - PAGE,
    PageDown: cursor + PAGE,
    Home: 0,
    End: count - 1,
  };
  const move = moves[key];
  return move === undefined ? undefined : Math.max(0, Math.min(count - 1, move));
}
