/** Colours between sRGB and OKLab (Ottosson 2020), the space in which distances are meant to be seen as equal. */

/** Linear light, each channel 0 to 1. */
export type Linear = readonly [number, number, number];

/** Lightness 0 to 1, and two opponent axes. */
export type Oklab = readonly [number, number, number];

/** Lightness 0 to 1, chroma from 0, hue in degrees. */
export function fromOklch(lightness: number, chroma: number, hue: number): Oklab {
  const angle = (hue * Math.PI) / 180;
  return [lightness, chroma * Math.cos(angle), chroma * Math.sin(angle)];
}

export function oklabToLinear([lightness, a, b]: Oklab): Linear {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

export function linearToOklab([red, green, blue]: Linear): Oklab {
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** Whether a screen can show the colour. */
export function inGamut(colour: Linear): boolean {
  return colour.every((channel) => channel >= -1e-4 && channel <= 1 + 1e-4);
}

/** Channels as a screen wants them, 0 to 255. */
export function toBytes(colour: Linear): [number, number, number] {
  const [red, green, blue] = colour.map((channel) => Math.round(255 * gamma(Math.max(0, Math.min(1, channel)))));
  return [red ?? 0, green ?? 0, blue ?? 0];
}

/** `#rrggbb`. */
export function toHex(colour: Linear): string {
  return `#${toBytes(colour)
    .map((channel) => channel.toString(16).padStart(2, '0'))
    .join('')}`;
}

function gamma(light: number): number {
  return light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
}

export function distance(a: Oklab, b: Oklab): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** Contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrast(a: Linear, b: Linear): number {
  const [darker, lighter] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return ((lighter ?? 0) + 0.05) / ((darker ?? 0) + 0.05);
}

function luminance([red, green, blue]: Linear): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
