/** What the fields of an export mean, as the builder took it from the contract. */

import { fromBase64 } from './base64';
import { inflate } from './codec';

/** Name, type in words, and what it means. */
export type Field = readonly [name: string, type: string, meaning: string];
export type FieldList = readonly [payload: string, meaning: string, fields: readonly Field[]];

const FIELDS = 'attlas-fields';

/** Rejects if the page has lost them. */
export async function readFields(document: Document): Promise<readonly FieldList[]> {
  const text = document.getElementById(FIELDS)?.textContent ?? '';
  return JSON.parse(new TextDecoder().decode(await inflate(fromBase64(text)))) as readonly FieldList[];
}
