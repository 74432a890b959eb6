import { describe, expect, it } from 'vitest';

import { Corpora } from './corpora';
import { Comparisons } from './corpus/comparisons';
import { CorpusStatistics } from './corpus/statistics';
import { attention, document, entry, manifest, run, sequence } from './fixtures';
import { Lenses } from './lens/lenses';
import { Library } from './library';
import type { Document, LoadedDocument, ModelInfo } from './payload';
import { initialState } from './state';
import { viewOf } from './view';

const models = ['m0', 'm1', 'm2'].map((key) => ({ key, label: key, attention: [] as unknown }) as ModelInfo);
const contents = { ...manifest(entry('fox')), models };
const overAll = {
  library: new Library([], notAsked),
  corpora: new Corpora([], 0, notAsked),
  statistics: new CorpusStatistics([], 0, notAsked),
  comparisons: new Comparisons([], 0, notAsked),
  lenses: new Lenses([], 0, notAsked),
  limit: null,
};
const page = { ...initialState(manifest(entry('fox'))), model: 'm1', neuron: 3 };

/** A document as each of these models read it. */
function readBy(...keys: string[]): LoadedDocument {
  const runs = keys.map((model) => ({ ...run(sequence('a', 'b'), attention('encoder', [0], [0], 2)), model }));
  return unread(document(...runs));
}

/** A document of which nothing is inflated. */
function unread(content: Document): LoadedDocument {
  const ask = { layerCodes: notAsked, layerVectors: notAsked, tokenClusters: notAsked, importedVectors: notAsked };
  const loaded: LoadedDocument = { document: content, ...ask, excerpt: () => loaded };
  return loaded;
}

function notAsked(): never {
  throw new Error('nothing is inflated for this');
}

describe('viewOf', () => {
  it.each([
    ['the selected model', ['m0', 'm1'], 'm1'],
    ['the first that read it, if the selected one did not', ['m0', 'm2'], 'm0'],
    ['the only one that read it', ['m2'], 'm2'],
  ])('shows %s', (_, readers, shown) => {
    const view = viewOf(readBy(...readers), page, contents, overAll);
    expect([view?.model.key, view?.run.model, view?.page.model]).toEqual([shown, shown, shown]);
  });

  it('opens what has no attention on the only view that needs none', () => {
    const vectors = { blocks: [], highlight_block: null, highlight_vectors: [] };
    const imported = unread(document({ ...run(sequence('a')), vectors }));
    const view = viewOf(imported, { ...page, model: 'm0', pair: 'ab' }, contents, overAll);
    expect(view?.page).toMatchObject({ view: 'tokens', layer: 0, head: null, pair: 'all' });
    expect(view?.attention.layers).toEqual([]);
  });

  it('lets go of the neuron of a model that did not read the document', () => {
    expect(viewOf(readBy('m2'), page, contents, overAll)?.page.neuron).toBeNull();
  });

  it.each([[[]], [['unknown']]])('has nothing for a document read by %j', (readers) => {
    expect(viewOf(readBy(...readers), page, contents, overAll)).toBeNull();
  });
});
