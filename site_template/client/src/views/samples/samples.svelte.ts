/** The samples in values: which documents and models, what moved between them, and what flows to the decision. */

import type { LoadedComparison } from '../../core/corpus/comparisons';
import type { LoadedFlows } from '../../core/corpus/statistics';
import { withPrediction, type DocumentQuery } from '../../core/documentQuery';
import { numbersOf } from '../../core/documents';
import type { DocumentEntry, ModelInfo, ViewProps } from '../../core/payload';
import { confusionOf, type NamedConfusion } from '../../core/samples/confusion';
import { documentList, type DocumentList } from '../../shell/documentList.svelte';
import { Arriving } from '../arriving.svelte';

/** Who says what a document is: a model, or the gold label. */
type Source = ModelInfo | null;

export interface PageConfusion extends NamedConfusion {
  /** What leaves the documents of a cell, or, with undefined, takes that filter off. */
  filtersOf: (row: string | undefined, column: string | undefined) => Partial<DocumentQuery>;
  isChosen: (row: string, column: string) => boolean;
}

export class SamplesState {
  readonly list: DocumentList = documentList();
  private readonly comparing: Arriving<LoadedComparison | null>;
  private readonly flowing: Arriving<LoadedFlows | null>;
  private readonly comparisons = $derived.by(() => this.props().comparisons);
  private readonly statistics = $derived.by(() => this.props().statistics);
  private readonly id = $derived.by(() => this.props().page.document);

  readonly model: ModelInfo = $derived.by(() => this.props().model);
  /** The second model; null if no document was read by both. */
  readonly second: ModelInfo | null = $derived.by(() => this.list.second);
  /** Null if they were not compared; undefined while it is on its way. */
  readonly comparison: LoadedComparison | null | undefined = $derived.by(() => this.comparing.value);
  readonly comparisonFailure: string | null = $derived.by(() => this.comparing.failure);
  /** Null if the export holds no statistics; undefined while they are on their way. */
  readonly flows: LoadedFlows | null | undefined = $derived.by(() => this.flowing.value);
  readonly flowsFailure: string | null = $derived.by(() => this.flowing.failure);

  /** Number of the open document in the manifest. */
  readonly document: number = $derived.by(() => this.list.all.findIndex(({ entry }) => entry.id === this.id));
  /** Numbers of the documents that the filters leave; null for all of them. */
  readonly left: ReadonlySet<number> | null = $derived.by(() => {
    const { lines, total } = this.list;
    return lines.length === total ? null : numbersOf(lines);
  });
  readonly confusions: readonly PageConfusion[] = $derived.by(() => {
    const { model, second } = this;
    const pairs: [Source, ModelInfo][] = [[null, model]];
    if (second) pairs.push([null, second], [model, second]);
    return pairs.map(([rows, columns]) => this.confusion(rows, columns));
  });

  /** To be made while a component is set up, because it watches the props. */
  constructor(readonly props: () => ViewProps) {
    this.comparing = new Arriving(async () => {
      const { second, model, comparisons } = this;
      return second ? comparisons.of(model.key, second.key) : null;
    });
    this.flowing = new Arriving(async () => {
      const { statistics, model } = this;
      return statistics.has(model.key) ? statistics.flows(model.key) : null;
    });
    $effect(() => {
      this.list.movedIsShown = true;
      return () => {
        this.list.movedIsShown = false;
      };
    });
  }

  private confusion(rows: Source, columns: ModelInfo): PageConfusion {
    const pairs = this.list.all.map(({ entry }) => [this.said(entry, rows), this.said(entry, columns)] as const);
    return {
      rows: rows?.label ?? 'gold label',
      columns: columns.label,
      confusion: confusionOf(pairs),
      filtersOf: (row, column) => this.filtersOf([rows, row], [columns, column]),
      isChosen: (row, column) => this.asks(rows, row) && this.asks(columns, column),
    };
  }

  /** Of a model, the class that it predicts: a text that it writes has no probability. */
  private said({ label, runs }: DocumentEntry, source: Source): string | null {
    if (!source) return label;
    const run = runs[this.list.keys.indexOf(source.key)];
    return run && run.probability !== null ? run.prediction : null;
  }

  private filtersOf(...sides: readonly [Source, string | undefined][]): Partial<DocumentQuery> {
    return sides.reduce<Partial<DocumentQuery>>(
      ({ labels, predicted = this.list.query.predicted }, [source, name]) =>
        source
          ? { ...(labels && { labels }), predicted: withPrediction({ predicted }, source.key, name) }
          : { labels: name === undefined ? [] : [name], predicted },
      {},
    );
  }

  private asks(source: Source, name: string): boolean {
    const { labels, predicted } = this.list.query;
    return source ? predicted[source.key] === name : labels.length === 1 && labels[0] === name;
  }
}
