/** Canvases as sharp as the screen. */

/** More device pixels per CSS pixel than this cost time and are not seen. */
const MOST_DENSITY = 2;

export function density(): number {
  return Math.min(MOST_DENSITY, Math.max(1, window.devicePixelRatio));
}

/** Size a canvas in CSS pixels, clear it, and give its context in CSS pixels. */
export function prepare(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const scale = density();
  const [deviceWidth, deviceHeight] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== deviceWidth) canvas.width = deviceWidth;
  if (canvas.height !== deviceHeight) canvas.height = deviceHeight;
  const context = canvas.getContext('2d');
  context?.setTransform(scale, 0, 0, scale, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}

/** Run in the next frame, when the styles of the theme are in place; cancelled by the function it returns. */
export function inNextFrame(draw: () => void): () => void {
  const frame = requestAnimationFrame(draw);
  return () => {
    cancelAnimationFrame(frame);
  };
}

/** The value of a colour of the theme, such as `--ink`, where an element stands. */
export function themeColour(element: Element, name: string): string {
  return getComputedStyle(element).getPropertyValue(name).trim();
}

/** The label, cut to a width. */
export function clipped(context: CanvasRenderingContext2D, label: string, room: number): string {
  if (context.measureText(label).width <= room) return label;
  const points = Array.from(label);
  while (points.length > 1 && context.measureText(`${points.join('')}…`).width > room) points.pop();
  return `${points.join('')}…`;
}
