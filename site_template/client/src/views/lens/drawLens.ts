/** Paints a map of clusters. */

import type { LensMark } from '../../core/lens/lensMarks';

export function drawLensMarks(context: CanvasRenderingContext2D, marks: readonly LensMark[], font: string): void {
  context.textBaseline = 'middle';
  for (const mark of marks) {
    context.fillStyle = mark.fill;
    if (mark.shape === 'rect') {
      context.fillRect(mark.x, mark.y, mark.width, mark.height);
    } else {
      context.font = `${mark.size}px ${font}`;
      context.textAlign = mark.anchor === 'middle' ? 'center' : mark.anchor;
      context.fillText(mark.text, mark.x, mark.y);
    }
  }
}
