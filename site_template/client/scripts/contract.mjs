/** Writes src/contract.d.ts, the payload types, from the JSON Schema that Python generates. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { compile } from 'json-schema-to-typescript';
import { format, resolveConfig } from 'prettier';

const SCHEMA = new URL('../../../precompute/schema.json', import.meta.url);
const TYPES = fileURLToPath(new URL('../src/contract.d.ts', import.meta.url));
const HEADER = `/*
 * Generated from precompute/schema.json by: npm run contract (in site_template/client). Do not edit.
 */`;

/**
 * The schema without what would make types of their own: a field's title, which only repeats its name, and a
 * description right beside a reference, which would copy the type it refers to.
 */
function plain(node) {
  if (Array.isArray(node)) return node.map(plain);
  if (node === null || typeof node !== 'object') return node;
  const { $ref, prefixItems, ...rest } = node;
  const entries = Object.entries(rest).filter(([key, value]) => key !== 'title' || typeof value !== 'string');
  const fields = Object.fromEntries(entries.map(([key, value]) => [key, plain(value)]));
  // The generator reads tuples only as drafts before 2020-12 wrote them.
  if (prefixItems) fields.items = plain(prefixItems);
  return $ref ? { ...fields, allOf: [{ $ref }] } : fields;
}

/** Payloads are frozen; the generator has no word for it. */
function readonlyArrays(types) {
  return types.replaceAll(/(?<=[:(] ?)(\w+|\[[\w, ]+\]|\([^()]+\))\[\]/g, 'readonly $&');
}

const { $defs, title } = JSON.parse(await readFile(SCHEMA, 'utf8'));
const named = Object.entries($defs).map(([name, schema]) => [name, { ...plain(schema), title: name }]);
const PAYLOADS = ['Comparison', 'Corpus', 'Document', 'LensIndex', 'LensLayer', 'Site', 'Statistics'];
const roots = PAYLOADS.map((name) => ({ $ref: `#/$defs/${name}` }));
const types = await compile({ title, oneOf: roots, $defs: Object.fromEntries(named) }, title, {
  bannerComment: HEADER,
  format: false,
});
await writeFile(TYPES, await format(readonlyArrays(types), { ...(await resolveConfig(TYPES)), parser: 'typescript' }));
