/** The part of a long list that is drawn: what is in sight and a little around it. */

/** Lines drawn beyond the sight on either side, so that scrolling shows no gap. */
const MARGIN = 8;

export interface Slice {
  start: number;
  /** The line after the last. */
  end: number;
}

/** All lengths in pixels. */
export function visibleSlice(scrollTop: number, viewHeight: number, lineHeight: number, count: number): Slice {
  const first = Math.floor(scrollTop / lineHeight) - MARGIN;
  const last = Math.ceil((scrollTop + viewHeight) / lineHeight) + MARGIN;
  const end = Math.min(count, Math.max(0, last));
  return { start: Math.min(end, Math.max(0, first)), end };
}

/** Where to scroll so that a line is in sight, moving as little as possible. */
export function scrollToShow(line: number, scrollTop: number, viewHeight: number, lineHeight: number): number {
  const top = line * lineHeight;
  return Math.min(top, Math.max(scrollTop, top + lineHeight - viewHeight));
}
