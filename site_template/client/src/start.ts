/**
 * Starts a page of one file: unpacks style and client, which the page carries deflated, and runs the client.
 *
 * The page's policy admits two scripts by their hashes, this one and the text of the client, and the text of the style;
 * so nothing but the very client that the page was built with can come out of the elements.
 */

import { fromBase64 } from './core/base64';
import { inflate } from './core/codec';
import { trusting } from './core/policies';

const CLIENT = 'attlas-client';
const STYLE = 'attlas-style';

async function unpacked(id: string): Promise<string> {
  const packed = fromBase64(document.getElementById(id)?.textContent ?? '');
  return new TextDecoder().decode(await inflate(packed));
}

async function start(): Promise<void> {
  const [sheet, code] = await Promise.all([unpacked(STYLE), unpacked(CLIENT)]);
  const style = document.createElement('style');
  style.textContent = sheet;
  document.head.append(style);
  const script = document.createElement('script');
  // Types of the DOM know strings only; where Trusted Types are enforced, the policy makes the text one of them.
  script.text = trusting(CLIENT, 'createScript', (text) => text)(code) as string;
  document.head.append(script);
  if (document.documentElement.dataset.client === undefined) throw new Error('the client is not what was written');
}

start().catch((error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error);
  const target = document.getElementById('attlas') ?? document.body;
  target.textContent = `The program of this page is damaged, or this browser is too old for it (${reason}). Copy the page again, or open it in a browser of 2023 or later.`;
  document.documentElement.dataset.ready = 'error';
});
