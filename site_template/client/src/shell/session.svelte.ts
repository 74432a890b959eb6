/** The page at work: its state, the document that is open, and what went wrong. */

import type { Corpora } from '../core/corpora';
import { fromFragment } from '../core/fragment';
import type { Library } from '../core/library';
import type { Contents, LoadedDocument } from '../core/payload';
import { changed, documentIndex } from '../core/select';
import { initialState, type PageState } from '../core/state';
import { viewOf, type ViewData } from '../core/view';
import { Address } from './address';

export class Session {
  page: PageState;
  /** Why the selected document cannot be shown. */
  failure: string | null = $state(null);
  /** Something the reader should know that hinders nothing. */
  notice: string | null = $state(null);
  private opened: LoadedDocument | null = $state.raw(null);
  private readonly address: Address;

  /** What the views draw; the document before stays until the next one has arrived. */
  readonly view: ViewData | null = $derived.by(
    () => this.opened && viewOf(this.opened, this.page, this.manifest, this.corpora),
  );
  readonly loading: boolean = $derived.by(() => !this.failure && this.opened?.document.id !== this.page.document);
  /** Number of the selected document in the manifest. */
  readonly index: number = $derived.by(() => documentIndex(this.page, this.manifest.documents));

  constructor(
    readonly manifest: Contents,
    private readonly library: Library,
    private readonly corpora: Corpora,
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
    this.page = changed(this.view?.page ?? this.page, change);
    if (this.page.document === before) return;
    this.notice = null;
    void this.open();
  };

  /** Load the selected document; a failure is kept as a sentence, and calling again tries again. */
  async open(): Promise<void> {
    const { index } = this;
    this.failure = null;
    try {
      const loaded = await this.library.load(index);
      if (index === this.index) this.opened = loaded;
    } catch (error) {
      if (index === this.index) this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  /** Mirror the state in the address; to be called from an effect. */
  mirror(): void {
    this.address.write(this.loading ? this.page : (this.view?.page ?? this.page));
  }

  follow(): () => void {
    return this.address.follow((state) => this.visit(state));
  }

  /** The address of exactly this state. */
  link(): string {
    this.address.flush(this.view?.page ?? this.page);
    return location.href;
  }

  private visit(state: PageState): void {
    const first = this.manifest.documents[0]?.id ?? '';
    const isKnown = documentIndex(state, this.manifest.documents) >= 0;
    this.notice =
      isKnown || !first ? null : `There is no document “${state.document}” on this page. Here is the first.`;
    this.page = isKnown ? state : { ...state, document: first };
    if (first) void this.open();
  }
}
