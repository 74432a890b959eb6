/** A head as panels of the Network view show it. */

import type { HeadColour } from '../../core/colour';

export interface ShownHead {
  /** Number of its layer, and its own. */
  layer: number;
  head: number;
  colour: HeadColour | undefined;
  isSelected: boolean;
}
