/** What the Heads view shows, as files. */

import { csvLine, LINK_COLUMNS, linkLines } from '../../core/csv';
import { formatCount, formatWeight, headName } from '../../core/format';
import { headsFigure } from '../../core/headsFigure';
import { linksInWindow } from '../../core/links';
import type { ViewProps } from '../../core/payload';
import { themeColour } from '../canvas';
import type { HeadsState } from './heads.svelte';

/** Links in a figure at most; beyond, its file grows large and the weakest cannot be seen. */
const MOST_LINKS = 8000;

/** @param element Gives the colours of the theme. */
export function headsSvg(heads: HeadsState, { loaded, model, attention, page }: ViewProps, element: Element): string {
  const { codes, shown, links: all, focusLinks, most, colours, active } = heads;
  if (!codes) return '';
  const links = focusLinks ?? all;
  const { places, total } = linksInWindow(links, 0, Infinity, MOST_LINKS);
  return headsFigure({
    title: `Attention of layer ${codes.layer}: ${loaded.document.title ?? loaded.document.id}`,
    description:
      `${model.label}, ${attention.kind} attention; ${shown.settings}. Colour is the head, opacity the weight, ` +
      `full at ${formatWeight(most)}. ` +
      `${formatCount(places.length)} of ${formatCount(total)} links, the strongest.`,
    queries: shown.queries.map((unit) => unit.label),
    keys: shown.keys.map((unit) => unit.label),
    links,
    places,
    layout: page.layout,
    most,
    heads: codes.heads.map((head, at) => ({ name: headName(codes.layer, head), colour: colours[at] ?? '' })),
    active,
    paper: themeColour(element, '--paper'),
    ink: themeColour(element, '--ink'),
  });
}

export function* headsCsv({ codes, weights, active, ends, shown }: HeadsState): Generator<string> {
  yield csvLine(LINK_COLUMNS);
  if (!codes || !weights) return;
  const { queries, keys } = shown;
  yield* linkLines({ layer: codes.layer, weights, heads: active, queries, keys, ends });
}
