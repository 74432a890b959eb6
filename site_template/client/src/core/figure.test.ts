import { describe, expect, it } from 'vitest';

import { element, escapeXml, figure, label, labelRoom, shorten } from './figure';

describe('escapeXml', () => {
  it.each([
    ['</svg><script>', '&lt;/svg&gt;&lt;script&gt;'],
    ['"&\'', "&quot;&amp;'"],
    ['a\u0000b\u001fc', 'a\uFFFDb\uFFFDc'],
    ['\uFFFE\uFDD0\u{1FFFF}', '\uFFFD\uFFFD\uFFFD'],
    ['\uD800x', '\uFFFDx'],
    ['你好 😀 مرحبا\n', '你好 😀 مرحبا\n'],
  ])('writes %j', (text, expected) => {
    expect(escapeXml(text)).toBe(expected);
  });
});

describe('element', () => {
  it('rounds numbers and escapes attributes', () => {
    expect(element('rect', { x: 1.23456, fill: '"red"' })).toBe('<rect x="1.23" fill="&quot;red&quot;"/>');
  });
});

describe('figure', () => {
  it('names and describes itself before everything else', () => {
    const frame = { width: 10, height: 20, title: 'a < b', description: 'c', paper: '#fff' };
    const svg = figure(frame, [label('x', { x: 1, y: 2 })]);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="10" height="20"/);
    expect(svg).toContain('<title>a &lt; b</title><desc>c</desc>');
    expect(svg).toContain('>x</text></svg>');
  });
});

describe('shorten', () => {
  it.each([
    ['short', 5, 'short'],
    ['longer', 5, 'long…'],
    ['😀😀😀', 2, '😀…'],
  ])('cuts %s to %i characters', (text, most, expected) => {
    expect(shorten(text, most)).toBe(expected);
  });
});

describe('labelRoom', () => {
  it.each([
    [['a', 'abcde'], 10, 100, 34],
    [['abcdefghijklmnopqrstuvwxyz'], 10, 100, 100],
    [[], 10, 100, 0],
  ])('of %j at %i pixels, at most %i', (labels, size, most, room) => {
    expect(labelRoom(labels, size, most)).toBe(room);
  });
});
