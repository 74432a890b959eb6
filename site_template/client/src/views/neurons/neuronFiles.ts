/** What the Neurons view shows, as files. */

import { isWhole } from '../../core/cut';
import { formatCount, formatPercent, headName } from '../../core/format';
import { neuronLines, type NeuronCsv } from '../../core/neurons/neuronCsv';
import { neuronFigure } from '../../core/neurons/neuronFigure';
import { theme } from '../../shell/theme.svelte';
import { themeColour } from '../canvas';
import type { NeuronData } from './neuronData.svelte';

function tableOf({ subject, shown, neurons, view }: NeuronData): NeuronCsv | null {
  const { layer, head, expanded } = view().page;
  return subject && { layer, head: head ?? 0, subject, keys: shown.keys, neurons, expanded };
}

/** What of its row a figure of a part must say. */
function partOf({ subject, view }: NeuronData): string {
  const key = view().cuts?.key;
  if (!subject || !key || isWhole(key)) return '';
  return ` Softmax over all ${formatCount(key.total)} keys; ${formatPercent(subject.scores.outside)} of it went to what is not shown.`;
}

/** @param element Gives the colours of the theme. */
export function neuronsSvg(data: NeuronData, element: Element): string {
  const table = tableOf(data);
  if (!table) return '';
  const { page, loaded, model, attention } = data.view();
  const { title, id } = loaded.document;
  return neuronFigure({
    ...table,
    title: `${headName(table.layer, table.head)}, query “${table.subject.query.label}”: ${title ?? id}`,
    description: `${model.label}, ${attention.kind} attention; blue is positive, orange negative.${partOf(data)}`,
    values: data.shownValues,
    valueName: page.values === 'mix' ? 'softmax × v' : 'v',
    domains: data.domains,
    dark: theme.dark,
    paper: themeColour(element, '--paper'),
    ink: themeColour(element, '--ink'),
    accent: themeColour(element, '--query'),
  });
}

export function neuronsCsv(data: NeuronData): Iterable<string> {
  const table = tableOf(data);
  return table ? neuronLines(table) : [];
}
