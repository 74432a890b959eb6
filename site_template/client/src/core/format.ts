/** Numbers as the page writes them. */

import type { Measured } from './regroup';

/** A weight without its error: three decimals, or two digits where that would be 0. */
export function formatWeight(value: number): string {
  if (value === 0) return '0';
  return value >= 0.01 ? value.toFixed(3) : value >= 1e-4 ? value.toPrecision(2) : value.toExponential(1);
}

/** The same of a number that may be below 0, with a true minus. */
export function formatValue(value: number): string {
  return value < 0 ? `−${formatWeight(-value)}` : formatWeight(value);
}

/** A signed number, such as a neuron's, to three digits or three decimals, with a true minus. */
export function formatSigned(value: number): string {
  const size = Math.abs(value);
  const decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  const text = size.toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** A number of any size; one that there is not is a dash. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return '–';
  return value < 0 || value >= 10 ? formatSigned(value) : formatWeight(value);
}

/** A weight with its bound of error, both to the first digit of the bound: `0.312 ± 0.002`. */
export function formatMeasured({ value, error }: Measured): string {
  const decimals = error > 0 ? Math.min(6, Math.max(0, Math.ceil(-Math.log10(error)))) : 3;
  // The bound is rounded up, so that it stays one.
  const bound = Math.ceil(error * 10 ** decimals - 1e-9) / 10 ** decimals;
  return `${value.toFixed(decimals)} ± ${bound.toFixed(decimals)}`;
}

export function formatPercent(share: number): string {
  const percent = 100 * share;
  return `${percent > 0 && percent < 10 ? percent.toFixed(1) : percent.toFixed(0)} %`;
}

/** `1,234,567`, the same in every locale. */
export function formatCount(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** Name of a head, counted from 0 as the data counts: `L3 · H7`. */
export function headName(layer: number, head: number): string {
  return `L${layer} · H${head}`;
}
