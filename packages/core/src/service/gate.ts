const opened: Promise<void> = Promise.resolve();
const ignore = (): void => {};

/** A promise that is pending while the gate is shut. Never rejects unhandled. */
export class Gate {
  #current = opened;
  #release: { readonly resolve: () => void; readonly reject: (error: Error) => void } | null = null;
  #failed = false;

  get passed(): Promise<void> {
    return this.#current;
  }

  open(): void {
    if (this.#failed || !this.#release) return;
    this.#release.resolve();
    this.#release = null;
    this.#current = opened;
  }

  shut(): void {
    if (this.#failed || this.#release) return;
    this.#current = new Promise<void>((resolve, reject) => {
      this.#release = { resolve, reject };
    });
    this.#current.catch(ignore);
  }

  /** For good: whoever waits, and whoever comes, is told. */
  fail(error: Error): void {
    this.#failed = true;
    if (this.#release) {
      this.#release.reject(error);
    } else {
      this.#current = Promise.reject(error);
      this.#current.catch(ignore);
    }
    this.#release = null;
  }
}
