import { mount } from 'svelte';

import App from './App.svelte';
import { Corpora } from './core/corpora';
import { Lenses } from './core/lens/lenses';
import { Library } from './core/library';
import { scriptLoader } from './core/scripts';
import { readSite } from './core/site';
import { tagText } from './core/tags';
import Failure from './shell/Failure.svelte';
import { Session } from './shell/session.svelte';
import './style.css';

/** Milliseconds that the first document may take before the page appears without it. */
const PATIENCE = 150;

// Tells the script that unpacked the client that it runs.
document.documentElement.dataset.client = '';

const target = document.getElementById('attlas') ?? document.body;

/** Build the page once, with its document: nothing is laid out and painted twice. */
async function start(): Promise<void> {
  const site = readSite(document);
  const source = site.mode === 'folder' ? scriptLoader(document) : (index: number) => tagText(document, index);
  const { documents, corpus = [], lens = [] } = site.manifest;
  const overAll = {
    corpora: new Corpora(corpus, documents.length, source),
    lenses: new Lenses(lens, documents.length + corpus.length, source),
  };
  const session = new Session(site.manifest, new Library(documents, source), overAll, site.start);
  await session.settled(PATIENCE);
  mount(App, { target, props: { site, session } });
}

start().catch((error: unknown) => {
  mount(Failure, { target, props: { sentence: error instanceof Error ? error.message : String(error) } });
  document.documentElement.dataset.ready = 'error';
});
