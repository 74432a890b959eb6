/** A value that takes its time, once it is there. */

export class Arriving<T> {
  /** Of the last demand; undefined while it is on its way. */
  value: T | undefined = $state.raw<T>();
  /** Why it cannot be had. */
  failure: string | null = $state(null);
  private attempts = $state(0);

  /**
   * To be made while a component is set up.
   *
   * @param ask Called again whenever what it reads changes, and with the next number whenever that is wanted; a value
   *   that comes too late is dropped.
   */
  constructor(ask: (attempt: number) => Promise<T>) {
    $effect(() => {
      let current = true;
      const asked = ask(this.attempts);
      [this.value, this.failure] = [undefined, null];
      asked.then(
        (value) => {
          if (current) this.value = value;
        },
        (error: unknown) => {
          if (current) this.failure = error instanceof Error ? error.message : String(error);
        },
      );
      return () => {
        current = false;
      };
    });
  }

  /** Ask once more, after a failure. */
  again(): void {
    this.attempts += 1;
  }
}
