/** Whether single keys act anywhere on the page; remembered, because some readers' tools type such keys. */

const STORED = 'attlas-shortcuts';

class Shortcuts {
  /** Read at the first key: opening the storage can hold a page up for longer than drawing its first view. */
  private readonly stored: boolean = $derived.by(() => read() !== 'off');
  private chosen: boolean | null = $state(null);

  get enabled(): boolean {
    return this.chosen ?? this.stored;
  }

  set enabled(on: boolean) {
    this.chosen = on;
    write(on ? 'on' : 'off');
  }
}

/** Storage is refused in some private windows; then the choice lasts as long as the page. */
function read(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

function write(value: string): void {
  try {
    localStorage.setItem(STORED, value);
  } catch {
    return;
  }
}

export const shortcuts = new Shortcuts();
