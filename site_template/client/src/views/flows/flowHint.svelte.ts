/** Whether the hint of the Flows view is open: until it was read once, as far as the browser may remember. */

const STORED = 'attlas-flow-hint';

class FlowHint {
  open = $state(read() !== 'read');

  close(): void {
    this.open = false;
    write('read');
  }
}

/** Storage is refused in some private windows; then the hint is new on every page. */
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

export const flowHint = new FlowHint();
