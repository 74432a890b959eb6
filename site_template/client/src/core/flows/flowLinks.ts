/** Links between the rings of the Flows view: which are drawn, where they run, and how strong they look. */

import type { FlowStack } from './flow';
import type { FlowUnion, ShownFlow } from './flowCompare';
import type { FlowMarks } from './flowPaths';
import { linkPoints, type RingsLayout, type Spot } from './flowRings';

/** Links drawn at most: those of the most heads. */
export const MOST_LINKS = 800;
/** Heads from which a link has its full width. */
export const FULL_WIDTH = 4;

/** Links, one per place of the arrays. */
export interface FlowLinks {
  length: number;
  hop: Uint16Array;
  edge: Uint32Array;
  /** Which models have each. */
  models: Uint8Array;
  /** Heads of the model that has more, `FULL_WIDTH` at most. */
  width: Uint8Array;
}

export interface ChosenLinks {
  links: FlowLinks;
  /** How many there are in all. */
  total: number;
}

/** The shown links, or those of them that are marked; if there are too many, those of the most heads. */
export function chosenLinks(
  union: FlowUnion,
  shown: ShownFlow,
  marks: FlowMarks | null,
  most = MOST_LINKS,
): ChosenLinks {
  const counts = new Uint32Array(FULL_WIDTH + 1);
  eachLink(union, shown, marks, (_hop, _edge, _models, width) => {
    counts[width] = (counts[width] ?? 0) + 1;
  });
  const total = counts.reduce((sum, count) => sum + count, 0);
  const steps = stepsOf(counts, most);
  const links = emptyLinks(Math.min(total, most));
  const seen = new Uint32Array(FULL_WIDTH + 1);
  eachLink(union, shown, marks, (hop, edge, models, width) => {
    const place = seen[width] ?? 0;
    const step = steps[width] ?? 0;
    seen[width] = place + 1;
    if (Math.floor((place + 1) * step) <= Math.floor(place * step) || links.length === links.edge.length) return;
    links.hop[links.length] = hop;
    links.edge[links.length] = edge;
    links.models[links.length] = models;
    links.width[links.length++] = width;
  });
  return { links, total };
}

function emptyLinks(room: number): FlowLinks {
  const bytes = () => new Uint8Array(room);
  return { length: 0, hop: new Uint16Array(room), edge: new Uint32Array(room), models: bytes(), width: bytes() };
}

/** Share of the links of each width that there is room for, the widest first; they are taken from all over the rings. */
function stepsOf(counts: Uint32Array, most: number): number[] {
  let room = most;
  return [...counts]
    .reverse()
    .map((count) => {
      const taken = Math.min(count, room);
      room -= taken;
      return count === 0 ? 0 : taken / count + (taken === count ? 1e-9 : 0);
    })
    .reverse();
}

type Visit = (hop: number, edge: number, models: number, width: number) => void;

function eachLink({ edges }: FlowUnion, shown: ShownFlow, marks: FlowMarks | null, visit: Visit): void {
  for (const [hop, { length, models, strength }] of edges.entries()) {
    const [visible, marked] = [shown.edges[hop], marks?.edges[hop]];
    for (let edge = 0; edge < length; edge++) {
      const bits = (marks ? marked?.[edge] : models[edge]) ?? 0;
      if (bits > 0 && visible?.[edge] === 1) visit(hop, edge, bits, Math.min(FULL_WIDTH, strength[edge] ?? 1));
    }
  }
}

/** Where the spots of each ring lie, to be found by token. */
type Places = readonly { radius: number; spots: ReadonlyMap<number, Spot> }[];

function placesOf({ rings }: FlowStack, layout: RingsLayout): Places {
  return rings.map((_, ring) => {
    const placed = layout.rings.find((each) => each.ring === ring);
    const spots = new Map((placed?.spots ?? []).map((spot) => [spot.token, spot] as const));
    return { radius: placed?.radius ?? 0, spots };
  });
}

/** A link as points of a line, axes (point, x and y), in picture units. */
export interface LinkCurve {
  models: number;
  /** 1 to `FULL_WIDTH`. */
  width: number;
  points: readonly number[];
}

/** Lines of links; one whose end is not in sight is left out. The thinnest come first, so that none hides a wider one. */
export function linkCurves(union: FlowUnion, layout: RingsLayout, links: FlowLinks): LinkCurve[] {
  const places = placesOf(union.stack, layout);
  const lines: LinkCurve[] = [];
  for (let at = 0; at < links.length; at++) {
    const points = pointsOf(union, places, links.hop[at] ?? 0, links.edge[at] ?? 0);
    if (points) lines.push({ models: links.models[at] ?? 0, width: links.width[at] ?? 1, points });
  }
  return lines.sort((a, b) => a.width - b.width);
}

function pointsOf(union: FlowUnion, places: Places, hop: number, edge: number): number[] | null {
  const { from = 0, to = 0 } = union.stack.hops[hop] ?? {};
  const edges = union.edges[hop];
  const [inner, outer] = [places[from], places[to]];
  const start = from === 0 ? null : inner?.spots.get(edges?.from[edge] ?? -1);
  const end = outer?.spots.get(edges?.to[edge] ?? -1);
  return end && start !== undefined ? linkPoints(start, end, inner?.radius ?? 0, outer?.radius ?? 0) : null;
}

/** Width of a link in picture units. */
export function lineWidth({ width }: Pick<LinkCurve, 'width'>): number {
  return 0.9 + 0.6 * (width - 1);
}
