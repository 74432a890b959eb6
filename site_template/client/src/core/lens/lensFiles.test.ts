import { beforeAll, describe, expect, it } from 'vitest';

import { formatPercent } from '../format';
import { groupingOf, valueAt, type HeadLens } from './lens';
import { overviewLines, pairLines, writtenLines } from './lensCsv';
import { describeCluster, describePair, describeWritten, formatFactor, placesInWords } from './lensFacts';
import { mapFigure } from './lensFigure';
import { goldenIndex, goldenLens } from './lensFixtures';
import { lensLayout } from './lensLayout';
import { lensMarks, type MapContent } from './lensMarks';
import { overviewRows } from './lensOverview';

let lens: HeadLens;
const fact = (facts: readonly { name: string; value: string }[], name: string) =>
  facts.find((each) => each.name === name)?.value;

beforeAll(async () => {
  ({ lens } = await goldenLens());
});

/** Lines of a file without the last line end. */
function linesOf(chunks: Iterable<string>): string[] {
  return [...chunks].join('').trimEnd().split('\r\n');
}

describe('files', () => {
  it('hold a line per pair of a query and a key cluster', () => {
    const [head, first] = linesOf(pairLines(lens));
    expect(linesOf(pairLines(lens))).toHaveLength(1 + lens.query.length * lens.key.length);
    expect(head).toMatch(/^layer,head,query_cluster,.*inner_product,scaled$/);
    const [product, scaled] = first?.split(',').slice(-2).map(Number) ?? [];
    expect(product).toBeCloseTo(valueAt(lens.similarity, 0, 0), 3);
    expect(scaled).toBeCloseTo(valueAt(lens.similarity, 0, 0) * lens.scaling, 3);
  });

  it('name the relations of clusters', () => {
    const [head, first] = linesOf(pairLines(lens)).map((line) => line.split(','));
    const field = first?.[head?.indexOf('query_relation') ?? -1];
    expect(field).toMatch(/nominal subjects|determiners|roots|punctuation|\[CLS\]/);
  });

  it('hold the tokens of every pair of a key and a value cluster', () => {
    const lines = linesOf(writtenLines(lens)).slice(1);
    const tokens = lines.map((line) => Number(line.split(',').at(-1)));
    expect(tokens).toEqual([...lens.written.values]);
  });

  it('hold a line per head', () => {
    const rows = overviewRows(goldenIndex());
    expect(linesOf(overviewLines(rows))).toHaveLength(1 + rows.length);
  });
});

describe('facts', () => {
  it('of a pair are its inner product, raw and scaled', () => {
    const [query, key] = [lens.query[0], lens.key[1]];
    if (!query || !key) throw new Error('the golden head has these clusters');
    const { title, facts } = describePair(lens, query, key);
    const product = valueAt(lens.similarity, 0, 1);
    expect(title).toMatch(/^query cluster 0 \(.*\) → key cluster 1 \(/);
    expect(Number(fact(facts, 'inner product')?.replace('−', '-'))).toBeCloseTo(product, 1);
    expect(Number(fact(facts, 'scaled by 0.5')?.replace('−', '-'))).toBeCloseTo(product / 2, 1);
  });

  it('of a key and a value cluster are the tokens in both', () => {
    const [key, value] = [lens.key[0], lens.value[0]];
    if (!key || !value) throw new Error('the golden head has these clusters');
    expect(fact(describeWritten(lens, key, value).facts, 'tokens in both')).toBe(String(valueAt(lens.written, 0, 0)));
  });

  it.each(['speech', 'relations'] as const)('of a cluster are its size and classes: %s', (classing) => {
    const [cluster] = lens.query;
    if (!cluster) throw new Error('the golden head has this cluster');
    const { facts } = describeCluster(lens, cluster, classing);
    expect(fact(facts, 'vectors')).toMatch(new RegExp(`^${cluster.size}, \\d+`));
    const { classes, sharesOf } = groupingOf(lens, 'query', classing);
    const shares = sharesOf(cluster);
    const largest = classes[shares.indexOf(Math.max(...shares))]?.name ?? '';
    expect(facts[1]).toEqual({ name: largest, value: formatPercent(Math.max(...shares)) });
  });

  it.each([
    [[0.1, 0.7, 0.2], '70 % in tenth 2 of the sequence'],
    [Array<number>(10).fill(0.1), 'all along the sequence'],
  ])('say where %j lies', (deciles, words) => {
    expect(placesInWords({ deciles })).toBe(words);
  });

  it('write a factor to three digits', () => {
    expect([formatFactor(1 / Math.sqrt(32)), formatFactor(1)]).toEqual(['0.177', '1']);
  });
});

describe('figure', () => {
  const layout = lensLayout({ width: 900, nRows: 3, nColumns: 2 });
  const look = { ink: '#111111', soft: '#222222', line: '#333333' };

  function contentOf(): MapContent {
    const side = (name: string, clusters: HeadLens['query'], colour: string) => {
      const grouping = groupingOf(lens, 'query', 'relations');
      const { classes } = grouping;
      return { name, clusters, grouping, colours: classes.map(() => colour), order: classes.map((_, at) => at) };
    };
    return {
      rows: side('query cluster', lens.query.slice(0, 3), '#aa0000'),
      columns: side('key cluster', lens.key.slice(0, 2), '#00aa00'),
      fills: Array<string>(6).fill('#0000aa'),
      positions: 'deciles',
      words: 'frequent',
      rampOf: () => '#aaaaaa',
    };
  }

  it('has a mark per cell, and bars as long as the shares', () => {
    const marks = lensMarks(layout, contentOf(), look);
    const rects = marks.filter((mark) => mark.shape === 'rect');
    expect(rects.filter(({ fill }) => fill === '#0000aa')).toHaveLength(6);
    const bar = rects.filter(({ fill, y }) => fill === '#aa0000' && y > layout.top && y < layout.top + layout.cell);
    expect(bar.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(layout.rows.classes.length);
  });

  it('says what its bars show', () => {
    const texts = lensMarks(layout, contentOf(), look).flatMap((mark) => (mark.shape === 'text' ? [mark.text] : []));
    expect(texts).toContain('relations');
    expect(texts).not.toContain('classes');
  });

  it('shows positions as tenths or as places', () => {
    const count = (positions: MapContent['positions']) =>
      lensMarks(layout, { ...contentOf(), positions }, look).filter(({ fill }) => fill === '#aaaaaa').length;
    expect([count('deciles'), count('places')]).toEqual([7 * 10, 7 * 32]);
  });

  it('is an SVG with the box, its curves and the classes', () => {
    const svg = mapFigure({
      title: 'Head <1>',
      description: 'what it shows',
      layout,
      marks: lensMarks(layout, contentOf(), look),
      boxed: { row: 1, column: 0 },
      classes: [{ colour: '#aa0000', name: 'NOUN' }],
      scale: { name: 'inner product', domain: 3, dark: false },
      paper: '#ffffff',
      ink: '#111111',
    });
    expect(svg).toMatch(/^<svg .*<\/svg>$/);
    expect(svg).toContain('Head &lt;1&gt;');
    expect(svg.match(/<path /g)).toHaveLength(2);
    expect(svg).toContain('NOUN');
    expect(svg).toContain('−3.00');
  });
});
