/** Whether single keys act anywhere on the page; remembered, because some readers' tools type such keys. */

const STORED = 'attlas-shortcuts';

class Shortcuts {
  private on = $state(read() !== 'off');

  get enabled(): boolean {
    return this.on;
  }

  set enabled(on: boolean) {
    this.on = on;
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
