/** The contexts of a token as a figure: their values along an axis, and the largest with their sentences. */

import { element, figure, label, shorten } from '../figure';
import { formatValue } from '../format';
import type { Snippet } from '../snippet';
import { stripLayout } from './strip';

interface Look {
  title: string;
  paper: string;
  ink: string;
  accent: string;
}

const [WIDTH, MARGIN, TITLE, LINE] = [720, 16, 40, 18];
const MOST_CHARACTERS = 46;

export function stripFigure(
  lines: readonly (Omit<Snippet, 'word'> & { text: string; value: number })[],
  { title, paper, ink, accent }: Look,
): string {
  const { dots, ticks, axis, height } = stripLayout(
    lines.map(({ value }) => value),
    WIDTH - 2 * MARGIN,
  );
  const end = ticks.at(-1)?.x ?? 0;
  const strip = [
    element('line', { x1: ticks[0]?.x ?? 0, x2: end, y1: axis, y2: axis, stroke: ink, 'stroke-opacity': 0.5 }),
    ...ticks.map(({ x, value }) =>
      label(formatValue(value), { x, y: axis + 12, 'text-anchor': 'middle', 'font-size': 10, fill: ink }),
    ),
    ...dots.map(({ x, y }) => element('circle', { cx: x, cy: y, r: 4, fill: accent, 'fill-opacity': 0.7 })),
  ];
  const middle = WIDTH / 2 - MARGIN;
  const sentences = lines.flatMap(({ value, before, text, after }, at) => {
    const y = height + (at + 0.5) * LINE;
    const long = text.length / 2 + 4;
    const from = before.length > MOST_CHARACTERS - long ? `…${before.slice(-(MOST_CHARACTERS - long))}` : before;
    return [
      label(formatValue(value), { x: 0, y, fill: ink, 'font-size': 11 }),
      label(from, { x: middle - 3.4 * text.length, y, fill: ink, 'text-anchor': 'end', 'font-size': 11 }),
      label(text, { x: middle, y, fill: ink, 'text-anchor': 'middle', 'font-size': 11, 'font-weight': 700 }),
      label(shorten(after, MOST_CHARACTERS), { x: middle + 3.4 * text.length, y, fill: ink, 'font-size': 11 }),
    ];
  });
  const frame = { title, description: 'Values of some occurrences of a token, and the text around each.', paper };
  const size = { width: WIDTH, height: TITLE + height + lines.length * LINE + MARGIN };
  return figure({ ...frame, ...size }, [
    label(title, { x: MARGIN, y: 18, fill: ink, 'font-weight': 600 }),
    element('g', { transform: `translate(${MARGIN} ${TITLE})` }, ...strip, ...sentences),
  ]);
}
