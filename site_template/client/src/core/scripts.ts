/**
 * Documents as scripts in the folder `shards`.
 *
 * A page opened from a disk may not `fetch` its neighbours, but may load them as classic scripts; the same way serves
 * a page that comes over http.
 */

import { trusting } from './policies';
import type { ShardSource } from './shardSource';

declare global {
  /** Called by each `shards/N.js` with the document's number and its base64 text. */
  var __attlas_shard: ((index: number, text: string) => void) | undefined;
}

const ADDRESS = /^shards\/\d+\.js$/;

function shardAddress(url: string): string {
  if (!ADDRESS.test(url)) throw new TypeError(`${url} is not the address of a shard`);
  return url;
}

const fileOf = (shard: number) => `shards/${shard}.js`;

/** Loads the base64 texts of shards; at most one per page may be made. */
export function scriptLoader(page: globalThis.Document): ShardSource {
  const trusted = trusting('attlas-shards', 'createScriptURL', shardAddress);
  const arrived = new Map<number, string>();
  globalThis.__attlas_shard = (index, text) => arrived.set(index, text);
  const load = async (index: number) => {
    const address = fileOf(index);
    await runScript(page, trusted(address)).catch((cause: unknown) => {
      throw new Error(`${address} could not be loaded; keep the folder shards beside this page`, { cause });
    });
    const text = arrived.get(index);
    arrived.delete(index);
    if (text === undefined) throw new Error(`${address} holds something else; build the site again`);
    return text;
  };
  return Object.assign(load, { fileOf });
}

function runScript(page: globalThis.Document, url: unknown): Promise<void> {
  const script = page.createElement('script');
  const settled = new Promise<void>((resolve, reject) => {
    script.onload = () => {
      resolve();
    };
    script.onerror = () => {
      reject(new Error('no such script'));
    };
  });
  // TypeScript's DOM knows `src` as a string; under Trusted Types it takes the policy's object.
  script.src = url as string;
  page.head.append(script);
  return settled.finally(() => {
    script.remove();
  });
}
