/**
 * Documents as scripts in the folder `shards`.
 *
 * A page opened from a disk may not `fetch` its neighbours, but may load them as classic scripts; the same way serves
 * a page that comes over http.
 */

import { trusting } from './policies';
import type { Piece, ShardSource } from './shardSource';

declare global {
  /** Called by each `shards/NAME.js` with its name, its base64 text, and the number of the shard's pieces. */
  var __attlas_shard: ((name: string, text: string, nPieces: number) => void) | undefined;
}

const ADDRESS = /^shards\/\d+(\.\d+)?\.js$/;

function shardAddress(url: string): string {
  if (!ADDRESS.test(url)) throw new TypeError(`${url} is not the address of a shard`);
  return url;
}

const fileOf = (name: string) => `shards/${name}.js`;

/** Loads pieces of shards; at most one per page may be made. */
export function scriptLoader(page: globalThis.Document): ShardSource {
  const trusted = trusting('attlas-shards', 'createScriptURL', shardAddress);
  const arrived = new Map<string, Piece>();
  globalThis.__attlas_shard = (name, text, nPieces) => arrived.set(name, { text, nPieces });
  const load = async (name: string) => {
    const address = fileOf(name);
    await runScript(page, trusted(address)).catch((cause: unknown) => {
      throw new Error(`${address} could not be loaded; keep the folder shards beside this page`, { cause });
    });
    const piece = arrived.get(name);
    arrived.delete(name);
    if (!piece) throw new Error(`${address} holds something else; build the site again`);
    return piece;
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
