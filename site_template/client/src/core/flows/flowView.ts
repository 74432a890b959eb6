/** Zooming and panning of the Flows view. Lengths in CSS pixels unless they are in picture units. */

/** Pixels per picture unit, and where the centre of the picture lies. */
export interface FlowView {
  zoom: number;
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

const MOST_ZOOM = 6;
const LEAST_ZOOM = 0.08;
/** A small picture is not blown up. */
const MOST_FIT = 1.5;

/** The view that shows everything. */
export function fitted({ width, height }: Size, radius: number): FlowView {
  const zoom = Math.max(LEAST_ZOOM, Math.min(MOST_FIT, Math.min(width, height) / (2 * radius)));
  return { zoom, x: width / 2, y: height / 2 };
}

/** Zoom by a factor about a point that stays where it is. */
export function zoomed(view: FlowView, factor: number, x: number, y: number): FlowView {
  const zoom = Math.max(LEAST_ZOOM, Math.min(MOST_ZOOM, view.zoom * factor));
  const share = zoom / view.zoom;
  return { zoom, x: x + (view.x - x) * share, y: y + (view.y - y) * share };
}

/** Move the picture, but never all of it out of sight. */
export function panned(view: FlowView, dx: number, dy: number, { width, height }: Size, radius: number): FlowView {
  const reach = radius * view.zoom;
  const within = (value: number, length: number) => Math.max(-reach + 40, Math.min(length + reach - 40, value));
  return { ...view, x: within(view.x + dx, width), y: within(view.y + dy, height) };
}

/** Picture units from the centre. */
export function toPicture(view: FlowView, x: number, y: number): [number, number] {
  return [(x - view.x) / view.zoom, (y - view.y) / view.zoom];
}

/** Move as little as possible so that a point, with some room around it, is in sight. */
export function broughtIn(view: FlowView, x: number, y: number, { width, height }: Size, room: number): FlowView {
  const shift = (at: number, length: number) =>
    length < 2 * room ? 0 : Math.max(0, room - at) - Math.max(0, at - (length - room));
  const [px, py] = [view.x + x * view.zoom, view.y + y * view.zoom];
  return { ...view, x: view.x + shift(px, width), y: view.y + shift(py, height) };
}

/** The part of an area that the picture covers, in whole pixels: nothing need be drawn beside it. */
export function coveredBy(
  { zoom, x, y }: FlowView,
  { width, height }: Size,
  radius: number,
): Size & { x: number; y: number } {
  const reach = radius * zoom;
  const [left, top] = [Math.max(0, Math.round(x - reach)), Math.max(0, Math.round(y - reach))];
  const [right, bottom] = [Math.min(width, Math.round(x + reach)), Math.min(height, Math.round(y + reach))];
  return { x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
}
