import { describe, expect, it } from 'vitest';

import { entry } from '../fixtures';
import type { DocumentEntry, DocumentGroup, ModelInfo, RunSummary } from '../payload';
import { againstModel, comparableModels, groupOf, isInGroup, modelOf, namedGroups } from './groups';

const GROUPS: readonly DocumentGroup[] = [
  { by: 'all', name: null, n_documents: 3 },
  { by: 'label', name: 'calm', n_documents: 2 },
  { by: 'prediction', name: 'calm', n_documents: 1 },
];
const groups = namedGroups(GROUPS);

function run(prediction: string | null): RunSummary {
  return { n_tokens: 1, n_target_tokens: null, n_truncated: 0, prediction, probability: 1 };
}

const documents: readonly DocumentEntry[] = [
  entry('a', { label: 'calm', runs: [run('loud'), run('calm')] }),
  entry('b', { label: null, runs: [run('calm'), null] }),
];

describe('groups', () => {
  it('are named for the reader and for the address', () => {
    expect(groups.map(({ id, name }) => [id, name])).toEqual([
      ['all', 'all documents'],
      ['label:calm', 'label calm'],
      ['prediction:calm', 'predicted calm'],
    ]);
  });

  it('are all documents where the address names none', () => {
    expect(groupOf(groups, 'label:gone')?.id).toBe('all');
  });

  it.each([
    ['all', 0, [true, true]],
    ['label:calm', 0, [true, false]],
    ['prediction:calm', 0, [false, true]],
    ['prediction:calm', 1, [true, false]],
  ])('%s of model %d hold the documents', (id, model, expected) => {
    const group = groups.find((each) => each.id === id);
    expect(documents.map((each) => group && isInGroup(group, each, model))).toEqual(expected);
  });
});

describe('comparableModels', () => {
  const model = (key: string, tokenizer: string, kind = 'encoder') =>
    ({ key, tokenizer, attention: [{ kind }] }) as unknown as ModelInfo; // nothing else is looked at

  it('takes models of the same tokenizer and kind that read the same documents', () => {
    const models = [model('m0', 'x'), model('m1', 'x'), model('m2', 'y'), model('m3', 'x', 'decoder')];
    const [first] = models;
    const read = [entry('a', { runs: [run(null), run(null), run(null), run(null)] })];
    const keys = (entries: readonly DocumentEntry[]) =>
      first && comparableModels(models, first, 'encoder', entries).map(({ key }) => key);
    expect(keys(read)).toEqual(['m1']);
    expect(keys([...read, entry('b', { runs: [run(null), null, null, null] })])).toEqual([]);
  });

  it('are written in the address beside groups', () => {
    expect([modelOf(againstModel('m1')), modelOf('label:calm'), modelOf(null)]).toEqual(['m1', null, null]);
  });
});
