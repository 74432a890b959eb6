/** Groups of documents that statistics are over, and what can be subtracted from one of them. */

import type { AttentionKind, DocumentEntry, DocumentGroup, ModelInfo } from '../payload';

export interface NamedGroup {
  /** As the address has it: `all`, `label:calm`, `prediction:calm`. */
  id: string;
  /** `all documents`, `label calm`, `predicted calm`. */
  name: string;
  by: DocumentGroup['by'];
  /** Place on the first axis of the arrays. */
  at: number;
  nDocuments: number;
}

const PREFIXES: Record<DocumentGroup['by'], string> = { all: '', label: 'label ', prediction: 'predicted ' };

export function namedGroups(groups: readonly DocumentGroup[]): NamedGroup[] {
  return groups.map(({ by, name, n_documents: nDocuments }, at) => ({
    id: by === 'all' ? 'all' : `${by}:${name}`,
    name: by === 'all' ? 'all documents' : `${PREFIXES[by]}${name}`,
    by,
    at,
    nDocuments,
  }));
}

/** The group of an id, or that of all documents. */
export function groupOf(groups: readonly NamedGroup[], id: string): NamedGroup | undefined {
  return groups.find((group) => group.id === id) ?? groups[0];
}

/** Whether a document is in a group; `model` is the place of the model in the manifest. */
export function isInGroup({ id, by }: NamedGroup, { label, runs }: DocumentEntry, model: number): boolean {
  if (by === 'all') return true;
  return id === `${by}:${by === 'label' ? label : runs[model]?.prediction}`;
}

const MODEL = 'model:';

/** What is written in the address for the difference to a model. */
export function againstModel(model: string): string {
  return MODEL + model;
}

/** The model whose numbers are subtracted; null if those of a group are, or nothing is. */
export function modelOf(against: string | null): string | null {
  return against?.startsWith(MODEL) ? against.slice(MODEL.length) : null;
}

/**
 * Models whose statistics can be subtracted from those of another over the same documents: they have the same
 * tokenizer and that kind of attention, and read the same documents.
 */
export function comparableModels(
  models: readonly ModelInfo[],
  model: ModelInfo,
  kind: AttentionKind,
  entries: readonly DocumentEntry[],
): ModelInfo[] {
  const place = models.indexOf(model);
  return models.filter(
    (other, at) =>
      other !== model &&
      other.tokenizer === model.tokenizer &&
      other.attention.some((shape) => shape.kind === kind) &&
      entries.every(({ runs }) => !runs[at] === !runs[place]),
  );
}
