/** Colours as a file spells them. */

/** A colour of CSS as `#rrggbb`; null for what is none, or is not opaque. */
export function cssColour(spelled: string): string | null {
  const context = document.createElement('canvas').getContext('2d');
  if (!context || !CSS.supports('color', spelled)) return null;
  context.fillStyle = spelled;
  return /^#[0-9a-f]{6}$/.test(context.fillStyle) ? context.fillStyle : null;
}
