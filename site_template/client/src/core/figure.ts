/** SVG figures from data: text stays text, nothing refers to anything outside. */

type Attributes = Readonly<Record<string, string | number>>;

/** A part of a figure, already serialised. */
export type Mark = string;

export interface FigureFrame {
  /** In CSS pixels. */
  width: number;
  height: number;
  /** Name of the figure, read aloud and shown on hover. */
  title: string;
  /** What it shows, with the settings it was made with. */
  description: string;
  /** Colour behind everything. */
  paper: string;
}

/** Family of the labels; a figure must not depend on a font that its reader may lack. */
const FONT = 'system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif';

/** A whole SVG document. */
export function figure(frame: FigureFrame, marks: readonly Mark[]): string {
  const { width, height, title, description, paper } = frame;
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'font-family': FONT,
      'font-size': 12,
    },
    element('title', {}, escapeXml(title)),
    element('desc', {}, escapeXml(description)),
    element('rect', { width, height, fill: paper }),
    ...marks,
  );
}

/** An element; attributes are escaped, children are marks. */
export function element(name: string, attributes: Attributes, ...children: readonly Mark[]): Mark {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escapeXml(typeof value === 'number' ? round(value) : value)}"`)
    .join('');
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`;
}

/** A label. Its direction is its own: a Hebrew token between English ones must not reorder them. */
export function label(content: string, attributes: Attributes): Mark {
  return element(
    'text',
    { 'unicode-bidi': 'isolate', 'dominant-baseline': 'central', ...attributes },
    escapeXml(content),
  );
}

/** Room for the widest of some labels, in pixels; a guess, because a figure is made of data and not on a page. */
export function labelRoom(labels: readonly string[], fontSize: number, most: number): number {
  const longest = labels.reduce((length, text) => Math.max(length, Array.from(text).length), 0);
  return Math.min(most, Math.ceil(longest * fontSize * CHARACTER_WIDTH));
}

/** Width of a character as a share of the font size: that of a wide Latin one. */
const CHARACTER_WIDTH = 0.68;

/** Cut a label to a number of characters, user-perceived ones as far as code points are. */
export function shorten(content: string, most: number): string {
  const points = Array.from(content);
  return points.length <= most ? content : `${points.slice(0, most - 1).join('')}…`;
}

/**
 * Text for XML. Control characters, noncharacters and lone surrogates are not allowed there at all, not even escaped,
 * and become U+FFFD.
 */
export function escapeXml(text: string | number): string {
  return String(text)
    .replaceAll(FORBIDDEN, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFDCF\uFDF0-\uFFFD\u{10000}-\u{10FFFF}]|\p{Noncharacter_Code_Point}/gu;

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}
