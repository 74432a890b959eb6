/** How heads differ between two models, as a figure. */

import { signedThumbnail } from '../../core/difference';
import { divergingTable } from '../../core/diverging';
import { gridFigure } from '../../core/gridFigure';
import { columnsOfHeads } from '../../core/grid';
import { pixelsToAddress } from '../../core/png';
import { paintCells } from '../../core/ramp';
import { theme } from '../../shell/theme.svelte';
import { themeColour } from '../canvas';
import type { Differences } from './difference.svelte';

/** Side of a thumbnail in pixels, and how much each is enlarged so that no viewer smooths it away. */
const [SIDE, ZOOM] = [48, 3];

/** @param element Gives the colours of the theme. */
export function differenceFigure({ layers, domain, otherLabel, props }: Differences, element: Element): string {
  const { model, loaded, attention } = props();
  const heads = columnsOfHeads(layers ?? []);
  const table = divergingTable(theme.dark);
  const pictures = (layers ?? []).map((layer) =>
    heads.map((head) => {
      const at = layer.heads.indexOf(head);
      return at < 0 ? null : pixelsToAddress(paintCells(signedThumbnail(layer, at, SIDE, domain), table), SIDE, ZOOM);
    }),
  );
  return gridFigure({
    title: `${model.label} minus ${otherLabel}: ${loaded.document.title ?? loaded.document.id}`,
    description:
      `${attention.kind} attention; blue: ${model.label} gives more, orange: ${otherLabel} does; ` +
      `full colour at ${domain.toFixed(3)}. A row per layer, a column per head; query on y, key on x.`,
    layers: (layers ?? []).map(({ layer }) => layer),
    heads,
    size: SIDE,
    pictures,
    isHeat: false,
    dark: theme.dark,
    paper: themeColour(element, '--paper'),
    ink: themeColour(element, '--ink'),
  });
}
