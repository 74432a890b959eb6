import { describe, expect, it } from 'vitest';

import { tokensOf } from './corpusTesting';
import { contextLines, headLines, pairLines, tokenLines } from './files';
import { stripFigure } from './stripFigure';
import { rankedTokens } from './tokenScores';
import { tokensFigure } from './tokensFigure';

const tokens = tokensOf();
const filter = { least: 1, specials: true, punctuation: true };
const rows = rankedTokens({ tokens, group: 0, heads: [0] }, null, filter);
const differences = rankedTokens({ tokens, group: 0, heads: [0] }, { tokens, group: 1, heads: [0] }, filter);
const LOOK = { title: 'T', accent: '#111', above: '#222', below: '#333', paper: '#fff', ink: '#000' };

describe('files', () => {
  it('have a line per token', () => {
    const [head, first] = [...tokenLines(rows)];
    expect(head).toMatch(/^token,label,role,count,mean,spread,peak,/);
    expect(first).toBe('[CLS],[CLS],special,4,0.9,0,0.06299,,,,,\r\n');
  });

  it('hold both sides of a difference', () => {
    expect([...tokenLines(differences)][1]).toBe('[CLS],[CLS],special,4,0.9,0,0.06299,2,0.7,0,0.06299,0.2\r\n');
  });

  it('have a line per head, and per pair of heads', () => {
    expect([...headLines('mean', [{ layer: 1, head: 2, value: 0.5 }])]).toEqual(['layer,head,mean\r\n', '1,2,0.5\r\n']);
    const pairs = [...pairLines('fuji', tokens.payload.heads, (a, b) => (a + b) / 10)].join('');
    expect(pairs.trim().split('\r\n')).toEqual([
      'layer,head,other_layer,other_head,fuji',
      '0,0,0,1,0.1',
      '0,0,2,0,0.2',
      '0,1,2,0,0.3',
    ]);
  });

  it('guard spreadsheets from texts', () => {
    const lines = [...contextLines([{ id: '=1', number: '2', value: 0.25, text: 'a, b' }])];
    expect(lines[1]).toBe(`'=1,2,0.25,"a, b"\r\n`);
  });
});

describe('figures', () => {
  it.each([
    [false, 'spread'],
    [true, 'there'],
  ])('have a bar per number (difference: %s)', (isDifference, column) => {
    const svg = tokensFigure(isDifference ? differences : rows, { ...LOOK, isDifference });
    expect(svg.match(/<rect/g)).toHaveLength(1 + 3 * (isDifference ? differences : rows).length);
    expect(svg).toContain(`>${column}<`);
  });

  it('set every context under the strip', () => {
    const line = { before: 'the ', text: '<cat>', after: ' sat', value: 0.5 };
    const svg = stripFigure([line, { ...line, value: 0.25 }], LOOK);
    expect(svg.match(/<circle/g)).toHaveLength(2);
    expect(svg).toContain('&lt;cat&gt;');
  });
});
