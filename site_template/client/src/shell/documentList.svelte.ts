/** The documents as the reader has them: filtered, in an order, and with what is known of them so far. */

import { createContext, untrack } from 'svelte';

import { furtherColumns, USUAL_COLUMNS, type ColumnHead } from '../core/documentColumns';
import { ALL_DOCUMENTS, filterLines, sortLines, type DocumentQuery } from '../core/documentQuery';
import { classOf, fellowModels, linesOf, secondModel, type DocumentFacts, type Line } from '../core/documents';
import type { LoadedComparison } from '../core/corpus/comparisons';
import type { Contents, ModelInfo } from '../core/payload';
import { movedDocuments } from '../core/samples/moved';
import { searchWords } from '../core/search';
import type { PageState } from '../core/state';
import type { OverAll, ViewData } from '../core/view';
import { Arriving } from '../views/arriving.svelte';
import { Reading } from './reading.svelte';

const FIELDS = Object.keys(ALL_DOCUMENTS) as (keyof DocumentQuery)[];

/** Where the list comes from: the page at work. */
export interface ListSource {
  readonly manifest: Contents;
  readonly overAll: OverAll;
  readonly page: PageState;
  readonly view: ViewData | null;
}

export class DocumentList {
  readonly reading: Reading;
  /** Whether what moved is shown somewhere; it is loaded then. */
  movedIsShown = $state(false);
  private readonly comparison: Arriving<LoadedComparison | null>;
  private last: DocumentQuery = ALL_DOCUMENTS;

  private readonly page: PageState = $derived.by(() => this.source.view?.page ?? this.source.page);
  /** Changes only with what the table shows, so that nothing else sorts and filters it again. */
  readonly query: DocumentQuery = $derived.by(() => {
    const { page, last } = this;
    this.last = FIELDS.every((field) => page[field] === last[field]) ? last : { ...ALL_DOCUMENTS, ...fieldsOf(page) };
    return this.last;
  });
  readonly words: readonly string[] = $derived.by(() => searchWords(this.query.search));

  /** Keys of the models, in the order of the manifest. */
  readonly keys: readonly string[] = $derived.by(() => this.source.manifest.models.map(({ key }) => key));
  private readonly firstAt: number = $derived.by(() => this.keys.indexOf(this.page.model));
  private readonly secondAt: number = $derived.by(() => secondModel(this.source.manifest, this.page));
  readonly model: ModelInfo | null = $derived.by(() => this.source.manifest.models[this.firstAt] ?? null);
  /** The model that it is set beside; null where no document was read by both. */
  readonly second: ModelInfo | null = $derived.by(() => this.source.manifest.models[this.secondAt] ?? null);
  /** Models that it can be set beside. */
  readonly fellows: readonly ModelInfo[] = $derived.by(() => {
    const { models } = this.source.manifest;
    return fellowModels(this.source.manifest, this.firstAt).flatMap((place) => models[place] ?? []);
  });

  readonly all: readonly Line[] = $derived.by(() => linesOf(this.source.manifest, this.firstAt, this.secondAt));
  readonly hasMoved: boolean = $derived.by(() => {
    const { entries } = this.source.overAll.comparisons;
    return entries.some(({ models }) =>
      [this.model, this.second].every((model) => model && models.includes(model.key)),
    );
  });
  readonly facts: DocumentFacts = $derived.by(() => {
    const { value } = this.comparison;
    return { moved: value ? movedDocuments(value, this.movedRows) : null, readings: this.reading.readings };
  });
  /** Why what moved is not known; null if it is, or is not asked for. */
  readonly movedFailure: string | null = $derived.by(() => this.comparison.failure);
  private readonly movedRows = $derived.by(() => this.page.movedRows);
  private readonly wantsMoved: boolean = $derived.by(
    () => this.hasMoved && (this.movedIsShown || this.query.documentSort === 'moved'),
  );
  /** Whether the documents themselves must be read for what the table shows. */
  private readonly wantsReading: boolean = $derived.by(() => {
    const { wholeTexts, search, classes, documentSort } = this.query;
    return (wholeTexts && search.trim() !== '') || classes.length > 0 || classOf(documentSort) !== null;
  });

  private readonly sort = $derived.by(() => this.query.documentSort);
  private readonly falling = $derived.by(() => this.query.falling);
  /** Null where the order does not depend on them, so that it is not made again when they arrive. */
  private readonly sortFacts: DocumentFacts = $derived.by(() =>
    this.sort === 'moved' || classOf(this.sort) !== null ? this.facts : NO_FACTS,
  );
  private readonly sorted: readonly Line[] = $derived.by(() => {
    const { sort: documentSort, falling, sortFacts, model } = this;
    return sortLines(this.all, { documentSort, falling }, sortFacts, model?.key ?? '');
  });
  /** Null where the filters do not depend on them. */
  private readonly filterFacts: DocumentFacts = $derived.by(() =>
    this.query.wholeTexts && this.query.search.trim() !== '' ? this.facts : NO_FACTS,
  );
  /** The documents that are left, in the order shown. */
  readonly lines: readonly Line[] = $derived.by(() =>
    filterLines(this.sorted, this.query, this.filterFacts, this.keys),
  );
  readonly further: readonly ColumnHead[] = $derived.by(() =>
    furtherColumns({
      second: this.second?.label ?? null,
      hasMoved: this.hasMoved,
      classes: this.query.classes,
    }),
  );
  readonly columns: readonly ColumnHead[] = $derived.by(() => [...USUAL_COLUMNS, ...this.further]);
  /** Classes that can have columns: those of the open document, and those that have one. */
  readonly classes: readonly string[] = $derived.by(() => {
    const prediction = this.source.view?.run.prediction;
    const own = prediction?.task === 'classes' ? prediction.classes.map(({ label }) => label) : [];
    return [...own, ...this.query.classes.filter((each) => !own.includes(each))];
  });

  /** To be made while a component is set up, because it watches the page. */
  constructor(private readonly source: ListSource) {
    this.reading = new Reading(source.overAll.library);
    this.comparison = new Arriving(async () => {
      const { wantsMoved, model, second } = this;
      return wantsMoved && model && second ? source.overAll.comparisons.of(model.key, second.key) : null;
    });
    $effect(() => {
      const wants = this.wantsReading;
      untrack(() => {
        if (wants) void this.reading.start();
        else this.reading.stop();
      });
    });
  }

  /** Ask for what moved once more. */
  readMovedAgain(): void {
    this.comparison.again();
  }

  get total(): number {
    return this.all.length;
  }
}

const NO_FACTS: DocumentFacts = { moved: null, readings: new Map() };

function fieldsOf(page: PageState): Partial<DocumentQuery> {
  return Object.fromEntries(FIELDS.map((field) => [field, page[field]]));
}

export const [documentList, setDocumentList] = createContext<DocumentList>();
