/** How much room labels need. */

/** Width of the widest label in CSS pixels, in the page's font at a CSS size. */
export function textWidth(labelled: readonly { label: string }[], size: string): number {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return 0;
  context.font = `${size} ${getComputedStyle(document.body).fontFamily}`;
  return labelled.reduce((widest, { label }) => Math.max(widest, context.measureText(label).width), 0);
}
