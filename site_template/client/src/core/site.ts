/** The page's own configuration: what the builder wrote into it beside the documents. */

import type { Site } from './payload';

const ELEMENT = 'attlas-site';
const SCHEMA_VERSION = 1;

/**
 * Read the configuration.
 *
 * @throws {Error} With a sentence for the reader, if it is missing, cut off, or of another version.
 */
export function readSite(page: Pick<globalThis.Document, 'getElementById'>): Site {
  const text = page.getElementById(ELEMENT)?.textContent;
  if (!text) throw new Error('This page holds no configuration: it is incomplete. Get it again from where it came.');
  const site = parse(text);
  // The contract knows one version; a page may be of another all the same.
  const version: number = site.schema_version;
  if (version === SCHEMA_VERSION) return site;
  throw new Error(
    `This page holds data of version ${version}, its program reads version ${SCHEMA_VERSION}. ` +
      'Build the page again with one version of attlas.',
  );
}

function parse(text: string): Site {
  try {
    // The cast names what the builder writes; its version is checked by the caller.
    return JSON.parse(text) as Site;
  } catch (error) {
    throw new Error('This page’s configuration is damaged. Build the page again.', { cause: error });
  }
}
