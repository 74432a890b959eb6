import { mount } from 'svelte';

import App from './App.svelte';
import { Corpora } from './core/corpora';
import { Library } from './core/library';
import { scriptLoader } from './core/scripts';
import { readSite } from './core/site';
import { tagText } from './core/tags';
import Failure from './shell/Failure.svelte';
import './style.css';

const target = document.getElementById('attlas') ?? document.body;
try {
  const site = readSite(document);
  const source = site.mode === 'folder' ? scriptLoader(document) : (index: number) => tagText(document, index);
  const { documents, corpus = [] } = site.manifest;
  const library = new Library(documents, source);
  mount(App, { target, props: { site, library, corpora: new Corpora(corpus, documents.length, source) } });
} catch (error) {
  mount(Failure, { target, props: { sentence: error instanceof Error ? error.message : String(error) } });
  document.documentElement.dataset.ready = 'error';
}
