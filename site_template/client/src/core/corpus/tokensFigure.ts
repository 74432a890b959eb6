/** The tokens of the largest means as a figure, with bars. */

import { element, figure, label, shorten, type Mark } from '../figure';
import { formatCount, formatValue } from '../format';
import type { TokenRow } from './tokenScores';

interface Look {
  title: string;
  /** Whether rows are differences. */
  isDifference: boolean;
  /** Of bars, and of bars above and below 0. */
  accent: string;
  above: string;
  below: string;
  paper: string;
  ink: string;
}

interface Column {
  name: string;
  valueOf: (row: TokenRow) => number;
  isSigned: boolean;
}

const [MARGIN, TITLE, LINE] = [16, 60, 18];
const [TOKEN, COUNT, BAR, COLUMN] = [150, 60, 90, 170];
const MOST_CHARACTERS = 20;

const MEANS: readonly Column[] = [
  { name: 'mean', valueOf: ({ mean }) => mean, isSigned: false },
  { name: 'spread', valueOf: ({ spread }) => spread, isSigned: false },
  { name: 'peak', valueOf: ({ peak }) => peak, isSigned: false },
];
const DIFFERENCES: readonly Column[] = [
  { name: 'difference', valueOf: ({ value }) => value, isSigned: true },
  { name: 'here', valueOf: ({ mean }) => mean, isSigned: false },
  { name: 'there', valueOf: ({ other }) => other?.mean ?? 0, isSigned: false },
];

export function tokensFigure(rows: readonly TokenRow[], look: Look): string {
  const { title, paper, ink } = look;
  const columns = look.isDifference ? DIFFERENCES : MEANS;
  const start = MARGIN + TOKEN + COUNT + 20;
  const frame = { title, description: `${rows.length} tokens; every bar is as long as the largest of its column.` };
  const size = { width: start + columns.length * COLUMN + MARGIN, height: TITLE + rows.length * LINE + MARGIN };
  const names = rows.flatMap(({ type, count }, at) => {
    const y = TITLE + (at + 0.5) * LINE;
    return [
      label(shorten(type.label || type.token, MOST_CHARACTERS), { x: MARGIN, y, fill: ink }),
      label(formatCount(count), { x: MARGIN + TOKEN + COUNT, y, fill: ink, 'text-anchor': 'end', 'font-size': 11 }),
    ];
  });
  return figure({ ...frame, ...size, paper }, [
    label(title, { x: MARGIN, y: 18, fill: ink, 'font-weight': 600 }),
    label('count', { x: MARGIN + TOKEN + COUNT, y: TITLE - 10, fill: ink, 'text-anchor': 'end', 'font-size': 11 }),
    ...names,
    ...columns.flatMap((column, at) => columnMarks(rows, column, start + at * COLUMN, look)),
  ]);
}

function columnMarks(rows: readonly TokenRow[], { name, valueOf, isSigned }: Column, x: number, look: Look): Mark[] {
  const most = Math.max(1e-9, ...rows.map((row) => Math.abs(valueOf(row))));
  const bars = rows.flatMap((row, at) => {
    const [value, y] = [valueOf(row), TITLE + (at + 0.5) * LINE];
    const width = ((isSigned ? 0.5 : 1) * BAR * Math.abs(value)) / most;
    const left = isSigned ? BAR / 2 - (value < 0 ? width : 0) : 0;
    const fill = isSigned ? (value < 0 ? look.below : look.above) : look.accent;
    return [
      element('rect', { x: x + left, y: y - 5, width: Math.max(0.5, width), height: 10, fill }),
      label(formatValue(value), { x: x + BAR + 8, y, fill: look.ink, 'font-size': 11 }),
    ];
  });
  return [label(name, { x, y: TITLE - 10, fill: look.ink, 'font-size': 11 }), ...bars];
}
