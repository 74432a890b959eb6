/** Confusion matrices as a figure, beside each other. */

import { element, figure, label, labelRoom, shorten, type Mark } from '../figure';
import type { NamedConfusion } from './confusion';

export interface ConfusionFigure {
  title: string;
  description: string;
  all: readonly NamedConfusion[];
  /** Colour of the cell of the most documents; others are paler by the root of their number. */
  accent: string;
  paper: string;
  ink: string;
}

const [CELL, MARGIN, TITLE, FONT, MOST_LABEL] = [40, 16, 40, 11, 120];
/** Opacity of the fullest cell: the number in it stays readable. */
export const FULLEST = 0.45;

export function confusionFigure({ all, title, description, accent, paper, ink }: ConfusionFigure): string {
  const parts = all.map((each) => ({ ...each, ...measure(each) }));
  const width = parts.reduce((sum, part) => sum + part.width + MARGIN, MARGIN);
  const height = TITLE + Math.max(0, ...parts.map((part) => part.height)) + MARGIN;
  let x = MARGIN;
  const marks = parts.map((part) => {
    const group = element('g', { transform: `translate(${x} ${TITLE})` }, ...matrix(part, accent, ink));
    x += part.width + MARGIN;
    return group;
  });
  return figure({ title, description, paper, width, height }, [
    label(title, { x: MARGIN, y: 18, fill: ink, 'font-weight': 600 }),
    ...marks,
  ]);
}

interface Measures {
  /** Room for the labels. */
  left: number;
  top: number;
  width: number;
  height: number;
}

function measure({ confusion, rows, columns }: NamedConfusion): Measures {
  const left = 10 + labelRoom(confusion.rows, FONT, MOST_LABEL);
  const top = 34 + labelRoom(confusion.columns, FONT, MOST_LABEL);
  const heading = labelRoom([`${rows} × ${columns}`], FONT, 400);
  const width = Math.max(left + CELL * confusion.columns.length, heading);
  return { left, top, width, height: top + CELL * confusion.rows.length };
}

function matrix({ confusion, rows, columns, left, top }: NamedConfusion & Measures, accent: string, ink: string) {
  const most = Math.max(1, ...confusion.counts.flat());
  const text = { fill: ink, 'font-size': FONT };
  const cells = confusion.counts.flatMap((line, row): Mark[] =>
    line.flatMap((count, column) => {
      const [x, y] = [left + column * CELL, top + row * CELL];
      const opacity = FULLEST * Math.sqrt(count / most);
      return [
        element('rect', { x, y, width: CELL, height: CELL, fill: accent, 'fill-opacity': opacity, stroke: ink }),
        label(String(count), { x: x + CELL / 2, y: y + CELL / 2, 'text-anchor': 'middle', ...text }),
      ];
    }),
  );
  return [
    label(`${rows} × ${columns}`, { x: 0, y: 8, 'font-weight': 600, ...text }),
    ...cells,
    ...confusion.rows.map((name, row) =>
      label(shorten(name, 18), { x: left - 6, y: top + (row + 0.5) * CELL, 'text-anchor': 'end', ...text }),
    ),
    ...confusion.columns.map((name, column) =>
      label(shorten(name, 18), {
        transform: `translate(${left + (column + 0.5) * CELL} ${top - 6}) rotate(-90)`,
        ...text,
      }),
    ),
  ];
}
