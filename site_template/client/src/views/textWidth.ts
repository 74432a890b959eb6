/** How much room labels need. */

/** Width of the widest label in CSS pixels, in the page's font at a CSS size. */
export function textWidth(labelled: readonly { label: string }[], size: string): number {
  return textWidths(labelled, size).reduce((widest, width) => Math.max(widest, width), 0);
}

/** Width of each label. */
export function textWidths(labelled: readonly { label: string }[], size: string): number[] {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return labelled.map(() => 0);
  context.font = `${size} ${getComputedStyle(document.body).fontFamily}`;
  return labelled.map(({ label }) => context.measureText(label).width);
}
