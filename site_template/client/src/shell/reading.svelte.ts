/** The documents read through in the background, once the reader asks for what only they say. */

import type { DocumentReading } from '../core/documents';
import type { Library } from '../core/library';
import { ReadingStore, readThrough } from '../core/readings';

/** Milliseconds between looks at how far it is: each lets the table be searched and sorted again. */
const PAUSE = 250;

export class Reading {
  private readonly store = new ReadingStore();
  /** What was read so far, by number in the manifest. */
  readings: ReadonlyMap<number, DocumentReading> = $state.raw(this.store.snapshot());
  isRunning = $state(false);
  /** Documents that could not be read, and why the last of them. */
  nFailed = $state(0);
  failure = $state('');
  private abort = new AbortController();
  /** Whether it was asked to go on, be it while the last run still ends. */
  private isWanted = false;

  constructor(private readonly library: Library) {}

  get total(): number {
    return this.library.entries.length;
  }

  get isWhole(): boolean {
    return this.readings.size + this.nFailed >= this.total;
  }

  /** Go on reading, unless it goes on already; what failed before is tried again. */
  async start(): Promise<void> {
    this.isWanted = true;
    if (this.isRunning) return;
    [this.isRunning, this.nFailed, this.failure] = [true, 0, ''];
    this.abort = new AbortController();
    const left = [...this.library.entries.keys()].filter((number) => !this.store.has(number));
    const timer = setInterval(() => {
      this.publish();
    }, PAUSE);
    await readThrough(this.library, left, this.abort.signal, (number, reading) => {
      this.note(number, reading);
    });
    clearInterval(timer);
    this.publish();
    this.isRunning = false;
    await this.goOn();
  }

  stop(): void {
    this.isWanted = false;
    this.abort.abort();
  }

  /** Start again what was stopped and asked for anew while it still ended. */
  private async goOn(): Promise<void> {
    if (this.abort.signal.aborted && this.isWanted) await this.start();
  }

  private note(number: number, reading: DocumentReading | Error): void {
    if (!(reading instanceof Error)) this.store.add(number, reading);
    else [this.nFailed, this.failure] = [this.nFailed + 1, reading.message];
  }

  private publish(): void {
    this.readings = this.store.snapshot();
  }
}
