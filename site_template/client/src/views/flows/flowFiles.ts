/** The picture of the Flows view as a figure. */

import { flowColours } from '../../core/flows/flowColours';
import { flowFigure } from '../../core/flows/flowFigure';
import { chosenLinks, linkCurves } from '../../core/flows/flowLinks';
import { theme } from '../../shell/theme.svelte';
import { themeColour } from '../canvas';
import type { FlowState } from './flow.svelte';

/** @param element Gives the colours of the theme. */
export function flowSvg(flow: FlowState, element: Element): string {
  const { union, shown, sparks, layout, glyphs, labels, root, marks, isCompared, names } = flow;
  if (!union || !shown || !sparks) return '';
  const { loaded, model } = flow.props();
  const { title, id } = loaded.document;
  const chosen = chosenLinks(union, shown, marks);
  const left = chosen.total - chosen.links.length;
  const models = isCompared ? names.models : [model.label];
  return flowFigure({
    title: `Flow to ${names.token(0, root)}: ${title ?? id}`,
    description:
      `${models.join(' and ')}; attention above τ = ${flow.tau}. One ring per layer, the root in the centre.` +
      (left > 0 ? ` ${left} links of fewer heads are left out.` : ''),
    union,
    layout,
    glyphs,
    sparks,
    labels,
    names: labels.map((_, ring) => flow.ringName(ring)),
    models,
    root,
    links: linkCurves(union, layout, chosen.links),
    marks,
    isCompared,
    colours: flowColours(theme.dark),
    paper: themeColour(element, '--paper'),
    ink: themeColour(element, '--ink'),
    line: themeColour(element, '--line-strong'),
  });
}
