import { describe, expect, it } from 'vitest';

import { barsFigure } from './barsFigure';
import { confusionOf } from './confusion';
import { confusionFigure } from './confusionFigure';

const colours = { paper: '#fff', ink: '#000' };
const text = { title: 'A <figure>', description: 'What it shows' };
const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, content]) => content);

describe('barsFigure', () => {
  const bars = [
    { name: 'L0 · H1', value: 2 },
    { name: 'L1 · H0', value: -1 },
  ];
  const draw = (shown: typeof bars) => barsFigure({ ...text, ...colours, bars: shown, above: '#00f', below: '#f00' });

  it('names every bar with its number', () => {
    expect(texts(draw(bars))).toEqual(['A &lt;figure&gt;', 'L0 · H1', '2.000', 'L1 · H0', '−1.000']);
  });

  it('gives the two signs their colours and half the width each', () => {
    const widths = [...draw(bars).matchAll(/width="([\d.]+)" height="10" fill="(#\w+)"/g)];
    expect(widths.map(([, width, fill]) => [Number(width), fill])).toEqual([
      [130, '#00f'],
      [65, '#f00'],
    ]);
  });

  it('draws nothing but zeros as bars without length', () => {
    expect(draw([{ name: 'none', value: 0 }])).toContain('width="0"');
  });
});

describe('confusionFigure', () => {
  it('writes every count into its cell', () => {
    const confusion = confusionOf([
      ['yes', 'yes'],
      ['no', 'yes'],
      ['no', 'no'],
      ['no', 'no'],
    ]);
    const all = [{ rows: 'label', columns: 'Tiny', confusion }];
    const svg = confusionFigure({ ...text, ...colours, all, accent: '#00f' });
    expect(texts(svg)).toEqual(['A &lt;figure&gt;', 'label × Tiny', '2', '1', '0', '1', 'no', 'yes', 'no', 'yes']);
    expect(svg).toContain('fill-opacity="0.45"');
  });
});
