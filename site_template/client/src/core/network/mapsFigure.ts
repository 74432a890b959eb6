/** Heat maps of a layer's heads, one by one or in piles, as parts of figures. */

import type { Tree } from './dendrogram';
import { element, figure, label, shorten, type FigureFrame, type Mark } from '../figure';
import { heatLegend } from '../heatFigure';

/** A head as a chip in its colour. */
export interface Chip {
  name: string;
  /** `#rrggbb`, and black or white, whichever can be read on it. */
  fill: string;
  text: string;
}

/** Heat maps side by side. */
export interface MapsBlock {
  kind: 'multiples';
  /** Each with its picture as a data address, and the number under it. */
  maps: readonly { chip: Chip; picture: string; value: string }[];
  /** What the first and the last map stand for; null if they are not sorted. */
  ends: readonly [string, string] | null;
}

/** A tree, where it is cut, and the piles below the cut. */
export interface PilesBlock {
  kind: 'piles';
  tree: Tree;
  /** By leaf. */
  leaves: readonly Chip[];
  /** Share of the tree's height. */
  cut: number;
  piles: readonly { picture: string; chips: readonly Chip[] }[];
}

export type Block = MapsBlock | PilesBlock;

export interface BlockStyle {
  ink: string;
  paper: string;
  hasDiagonal: boolean;
}

/** Marks from their own origin, and how high they are. */
interface Drawn {
  marks: Mark[];
  height: number;
}

const [MAP, GAP, SMALL] = [84, 12, 10];
const [CHIP, CHIPS_PER_ROW] = [18, 4];
const TREE = { height: 90, leaves: 34, caption: 22 };
const [MARGIN, TITLE, LEGEND] = [16, 40, 44];

/** A figure of its own. */
export function blockFigure(
  frame: Pick<FigureFrame, 'title' | 'description'>,
  block: Block,
  width: number,
  style: BlockStyle & { dark: boolean },
): string {
  const { marks, height } = blockMarks(block, width, style);
  const size = { width: width + 2 * MARGIN, height: TITLE + height + LEGEND + MARGIN };
  return figure({ ...frame, ...size, paper: style.paper }, [
    label(frame.title, { x: MARGIN, y: 18, fill: style.ink, 'font-weight': 600 }),
    element('g', { transform: `translate(${MARGIN} ${TITLE})` }, ...marks),
    element('g', { transform: `translate(${MARGIN} ${TITLE + height + MARGIN})` }, ...heatLegend(style)),
  ]);
}

export function blockMarks(block: Block, width: number, style: BlockStyle): Drawn {
  return block.kind === 'multiples' ? mapsMarks(block, width, style) : pilesMarks(block, width, style);
}

function columnsIn(width: number): number {
  return Math.max(1, Math.floor((width + GAP) / (MAP + GAP)));
}

function mapsMarks({ maps, ends }: MapsBlock, width: number, style: BlockStyle): Drawn {
  const perRow = columnsIn(width);
  const top = ends ? 18 : 0;
  const step = MAP + 30;
  const bottom = top + Math.ceil(maps.length / perRow) * step;
  const tiles = maps.map(({ chip, picture, value }, at) =>
    element(
      'g',
      { transform: `translate(${(at % perRow) * (MAP + GAP)} ${top + Math.floor(at / perRow) * step})` },
      ...mapMarks(picture, style),
      ...chipMarks(chip, 0, MAP + 5, 24),
      label(value, { x: MAP, y: MAP + 13, 'text-anchor': 'end', 'font-size': SMALL, fill: style.ink }),
    ),
  );
  return {
    marks: [
      ...(ends ? [label(`↖ ${ends[0]}`, { x: 0, y: 6, 'font-size': SMALL, fill: style.ink })] : []),
      ...tiles,
      ...(ends
        ? [
            label(`${ends[1]} ↘`, {
              x: width,
              y: bottom + 4,
              'text-anchor': 'end',
              'font-size': SMALL,
              fill: style.ink,
            }),
          ]
        : []),
    ],
    height: bottom + (ends ? 14 : 0),
  };
}

function mapMarks(picture: string, { ink, hasDiagonal }: BlockStyle): Mark[] {
  return [
    element('image', { href: picture, width: MAP, height: MAP, preserveAspectRatio: 'none' }),
    element('rect', { width: MAP, height: MAP, fill: 'none', stroke: ink, 'stroke-opacity': 0.3 }),
    ...(hasDiagonal ? [element('line', { x2: MAP, y2: MAP, stroke: ink, 'stroke-opacity': 0.35 })] : []),
  ];
}

function chipMarks({ name, fill, text }: Chip, x: number, y: number, width: number): Mark[] {
  return [
    element('rect', { x, y, width, height: 16, rx: 3, fill }),
    label(shorten(name, 6), {
      x: x + width / 2,
      y: y + 8,
      'text-anchor': 'middle',
      'font-size': Math.min(SMALL, (1.5 * width) / Math.max(2, name.length)),
      fill: text,
    }),
  ];
}

function pilesMarks(block: PilesBlock, width: number, style: BlockStyle): Drawn {
  const { piles, tree } = block;
  const perRow = columnsIn(width);
  const top = tree.leaves.length > 1 ? TREE.height + TREE.leaves + TREE.caption : 0;
  const rows = Array.from({ length: Math.ceil(piles.length / perRow) }, (_, row) =>
    piles.slice(row * perRow, (row + 1) * perRow),
  );
  const heights = rows.map((row) => Math.max(...row.map(({ chips }) => pileHeight(chips.length))));
  const tops = heights.map((_, row) => top + heights.slice(0, row).reduce((sum, each) => sum + each, 0));
  const marks = rows.flatMap((row, at) =>
    row.map((pile, column) =>
      element(
        'g',
        { transform: `translate(${column * (MAP + GAP)} ${tops[at] ?? 0})` },
        ...pileMarks(pile, at * perRow + column + 1, style),
      ),
    ),
  );
  return {
    marks: [...(top > 0 ? treeMarks(block, width, style) : []), ...marks],
    height: top + heights.reduce((sum, each) => sum + each, 0),
  };
}

function pileHeight(nHeads: number): number {
  return 18 + MAP + 14 + Math.ceil(nHeads / CHIPS_PER_ROW) * CHIP + GAP;
}

function pileMarks({ picture, chips }: PilesBlock['piles'][number], number: number, style: BlockStyle): Mark[] {
  const sheets = Array.from({ length: Math.min(3, chips.length - 1) }, (_, at) => 3 * (at + 1)).reverse();
  const heads = chips.length === 1 ? '1 head' : `${chips.length} heads`;
  return [
    label(`${number} · ${heads}`, { x: 0, y: 8, 'font-size': 11, fill: style.ink }),
    element(
      'g',
      { transform: 'translate(0 18)' },
      ...sheets.map((offset) =>
        element('rect', {
          x: offset,
          y: offset,
          width: MAP,
          height: MAP,
          fill: style.paper,
          stroke: style.ink,
          'stroke-opacity': 0.4,
        }),
      ),
      element('rect', { width: MAP, height: MAP, fill: style.paper }),
      ...mapMarks(picture, style),
    ),
    ...chips.flatMap((chip, at) =>
      chipMarks(chip, (at % CHIPS_PER_ROW) * (CHIP + 3), 18 + MAP + 14 + Math.floor(at / CHIPS_PER_ROW) * CHIP, CHIP),
    ),
  ];
}

function treeMarks({ tree, leaves, cut, piles }: PilesBlock, width: number, { ink }: BlockStyle): Mark[] {
  const step = width / Math.max(1, leaves.length);
  const x = (place: number) => (place + 0.5) * step;
  const y = (height: number) => (tree.height === 0 ? TREE.height : (1 - height / tree.height) * TREE.height);
  const branches = tree.joints.map(({ left, right, leftFrom, rightFrom, height }) =>
    element('path', {
      d: `M${x(left)} ${y(leftFrom)}V${y(height)}H${x(right)}V${y(rightFrom)}`,
      fill: 'none',
      stroke: ink,
      'stroke-opacity': height > cut * tree.height ? 0.4 : 1,
      ...(height > cut * tree.height ? { 'stroke-dasharray': '2 3' } : {}),
    }),
  );
  const chipWidth = Math.min(CHIP, step - 2);
  const level = (1 - cut) * TREE.height;
  return [
    ...branches,
    element('line', { x1: 0, x2: width, y1: level, y2: level, stroke: ink, 'stroke-width': 2 }),
    ...tree.leaves.flatMap((leaf, place) => {
      const chip = leaves[leaf];
      return chip ? chipMarks(chip, x(place) - chipWidth / 2, TREE.height + 3, chipWidth) : [];
    }),
    ...bracketMarks(
      piles.map(({ chips }) => chips.length),
      step,
      ink,
    ),
    label(`cut at ${(cut * tree.height).toFixed(2)} of ${tree.height.toFixed(2)}`, {
      x: 0,
      y: TREE.height + TREE.leaves + 8,
      'font-size': SMALL,
      fill: ink,
    }),
  ];
}

/** A bracket under the leaves of each pile, with its number. */
function bracketMarks(sizes: readonly number[], step: number, ink: string): Mark[] {
  const top = TREE.height + 21;
  return sizes.flatMap((size, at) => {
    const first = sizes.slice(0, at).reduce((sum, each) => sum + each, 0);
    const [left, right] = [first * step + 2, (first + size) * step - 2];
    return [
      element('path', { d: `M${left} ${top}v3H${right}v-3`, fill: 'none', stroke: ink }),
      label(String(at + 1), {
        x: (left + right) / 2,
        y: top + 9,
        'text-anchor': 'middle',
        'font-size': SMALL,
        fill: ink,
      }),
    ];
  });
}
