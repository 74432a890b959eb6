/** Numbers as horizontal bars, from 0 or to either side of it, as a figure. */

import { element, figure, label, labelRoom, shorten } from '../figure';
import { formatValue } from '../format';

export interface BarsFigure {
  title: string;
  description: string;
  bars: readonly { name: string; value: number }[];
  /** Colours of what is above 0 and below. */
  above: string;
  below: string;
  paper: string;
  ink: string;
}

const [ROW, MARGIN, TITLE, WIDTH, NUMBER, FONT] = [18, 16, 40, 260, 64, 11];

export function barsFigure({ title, description, bars, above, below, paper, ink }: BarsFigure): string {
  const names = bars.map(({ name }) => shorten(name, 40));
  const left = MARGIN + 8 + labelRoom(names, FONT, 260);
  const isSigned = bars.some(({ value }) => value < 0);
  const most = Math.max(Number.MIN_VALUE, ...bars.map(({ value }) => Math.abs(value)));
  const zero = left + (isSigned ? WIDTH / 2 : 0);
  const text = { fill: ink, 'font-size': FONT };
  const marks = bars.flatMap(({ value }, at) => {
    const y = TITLE + (at + 0.5) * ROW;
    const length = ((isSigned ? WIDTH / 2 : WIDTH) * Math.abs(value)) / most;
    const x = value < 0 ? zero - length : zero;
    return [
      label(names[at] ?? '', { x: left - 8, y, 'text-anchor': 'end', ...text }),
      element('rect', { x, y: y - 5, width: length, height: 10, fill: value < 0 ? below : above }),
      label(formatValue(value), { x: left + WIDTH + 8, y, ...text }),
    ];
  });
  const height = TITLE + bars.length * ROW + MARGIN;
  return figure({ title, description, paper, width: left + WIDTH + NUMBER + MARGIN, height }, [
    label(title, { x: MARGIN, y: 18, fill: ink, 'font-weight': 600 }),
    ...marks,
    element('line', { x1: zero, x2: zero, y1: TITLE, y2: height - MARGIN, stroke: ink, 'stroke-opacity': 0.5 }),
  ]);
}
