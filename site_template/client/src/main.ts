import { mount } from 'svelte';

import App from './App.svelte';
import { Corpora } from './core/corpora';
import { Comparisons } from './core/corpus/comparisons';
import { CorpusStatistics } from './core/corpus/statistics';
import { Lenses } from './core/lens/lenses';
import { Library } from './core/library';
import { scriptLoader } from './core/scripts';
import { readSite } from './core/site';
import { tagPiece } from './core/tags';
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
  const source = site.mode === 'folder' ? scriptLoader(document) : (name: string) => tagPiece(document, name);
  const { documents, corpus = [], statistics = [], comparisons = [], uncompared = [], lens = [] } = site.manifest;
  // In the order in which the builder numbers the shards.
  const kinds = [documents, corpus, statistics, comparisons];
  const [corporaAt = 0, statisticsAt = 0, comparisonsAt = 0, lensesAt = 0] = kinds.map((_, at) =>
    kinds.slice(0, at + 1).reduce((sum, { length }) => sum + length, 0),
  );
  const session = new Session(
    site.manifest,
    {
      library: new Library(documents, source),
      corpora: new Corpora(corpus, corporaAt, source),
      statistics: new CorpusStatistics(statistics, statisticsAt, source),
      comparisons: new Comparisons(comparisons, comparisonsAt, source, uncompared),
      lenses: new Lenses(lens, lensesAt, source),
      limit: site.limit ?? null,
    },
    site.start,
  );
  await session.settled(PATIENCE);
  mount(App, { target, props: { site, session } });
}

start().catch((error: unknown) => {
  mount(Failure, { target, props: { sentence: error instanceof Error ? error.message : String(error) } });
  document.documentElement.dataset.ready = 'error';
});
