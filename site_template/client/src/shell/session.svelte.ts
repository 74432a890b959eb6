/** The page at work: its state, the document that is open, and what went wrong. */

import { fromFragment } from '../core/fragment';
import { documentsLeftOut } from '../core/leftOut';
import type { Contents, LoadedDocument } from '../core/payload';
import { changed, documentIndex } from '../core/select';
import { initialState, type PageState } from '../core/state';
import { viewOf, wholeChange, wholePage, type OverAll, type ViewData } from '../core/view';
import { Address } from './address';

export class Session {
  page: PageState;
  /** Why the selected document cannot be shown. */
  failure: string | null = $state(null);
  /** Something the reader should know that hinders nothing. */
  notice: string | null = $state(null);
  private opened: LoadedDocument | null = $state.raw(null);
  private opening: Promise<void> = Promise.resolve();
  private readonly address: Address;

  /** What the views draw; the document before stays until the next one has arrived. */
  readonly view: ViewData | null = $derived.by(
    () => this.opened && viewOf(this.opened, this.page, this.manifest, this.overAll),
  );
  /** What the views show, with tokens by their places in the document. */
  private readonly whole: PageState = $derived.by(() => (this.view ? wholePage(this.view, this.page) : this.page));
  readonly loading: boolean = $derived.by(() => !this.failure && this.opened?.document.id !== this.page.document);
  /** Number of the selected document in the manifest. */
  readonly index: number = $derived.by(() => documentIndex(this.page, this.manifest.documents));

  constructor(
    readonly manifest: Contents,
    readonly overAll: OverAll,
    /** What the author wants to be shown at first, in the words of an address. */
    start = '',
  ) {
    this.address = new Address(fromFragment(start, initialState(manifest)));
    const asked = this.address.read();
    this.page = $state.raw(asked);
    this.visit(asked);
  }

  /** Bound, because views hold it as a plain function. */
  readonly update = (change: Partial<PageState>): void => {
    const before = this.page.document;
    this.page = this.after(change);
    if (this.page.document === before) return;
    this.notice = null;
    void this.open();
  };

  /** Where a change leads to; bound for the same reason. */
  readonly addressOf = (change: Partial<PageState>): string => this.address.of(this.after(change));

  /** Load the selected document; a failure is kept as a sentence, and calling again tries again. */
  async open(): Promise<void> {
    const { index } = this;
    this.failure = null;
    try {
      const loaded = await this.overAll.library.load(index);
      await this.firstLayer(loaded);
      if (index === this.index) this.opened = loaded;
    } catch (error) {
      if (index === this.index) this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  /**
   * Inflate the layer that is shown first, so that the document and its picture appear in one frame. A layer that
   * cannot be read is reported by the view.
   */
  private async firstLayer(loaded: LoadedDocument): Promise<void> {
    const view = viewOf(loaded, this.page, this.manifest, this.overAll);
    await view?.loaded.layerCodes(view.model.key, view.page.kind, view.page.layer).catch(() => null);
  }

  /** Mirror the state in the address; to be called from an effect. */
  mirror(): void {
    this.address.write(this.loading ? this.page : this.whole);
  }

  follow(): () => void {
    return this.address.follow((state) => this.visit(state));
  }

  /** Until the first document is open or has failed, but no longer than `patience` milliseconds. */
  settled(patience: number): Promise<unknown> {
    return Promise.race([this.opening, new Promise((resume) => setTimeout(resume, patience))]);
  }

  /** The address of exactly this state. */
  link(): string {
    this.address.flush(this.whole);
    return location.href;
  }

  private after(change: Partial<PageState>): PageState {
    // While a document is on its way, what is asked for is not yet fitted to it.
    const isOpen = this.view !== null && !this.loading;
    return isOpen ? changed(this.whole, wholeChange(this.view, change)) : changed(this.page, change);
  }

  private noDocument(id: string): string {
    const sentences = [`There is no document “${id}” on this page. Here is the first.`];
    return [...sentences, documentsLeftOut(this.overAll.limit) ?? ''].join(' ').trim();
  }

  private visit(state: PageState): void {
    const first = this.manifest.documents[0]?.id ?? '';
    const isKnown = documentIndex(state, this.manifest.documents) >= 0;
    this.notice = isKnown || !first ? null : this.noDocument(state.document);
    this.page = isKnown ? state : { ...state, document: first };
    if (first) this.opening = this.open();
  }
}
