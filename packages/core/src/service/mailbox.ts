type Resolve<T> = (value: T | Promise<T>) => void;

/** Pulls, one at a time and in the order in which they were asked for. */
export abstract class Mailbox<T> {
  /** Who waits to be given something. Rejected with a promise that is: a second function would be kept for it. */
  #waiter: Resolve<T> | null = null;
  /** Those behind. */
  #queue: Resolve<T>[] | null = null;

  protected abstract pull(): Promise<T>;

  /** Pulls now, or when those before have been answered. */
  next(): Promise<T> {
    if (this.#waiter === null && this.#queue === null) return this.pull();
    return new Promise((resolve) => {
      this.#queue ??= [];
      this.#queue.push(resolve);
    });
  }

  /** Somebody has pulled, and has not been given anything yet. */
  get waiting(): boolean {
    return this.#waiter !== null;
  }

  /** Within a pull: waits to be given something. */
  protected wait(): Promise<T> {
    return new Promise((resolve) => {
      this.#waiter = resolve;
    });
  }

  protected give(value: T | Promise<T>): void {
    const waiter = this.#waiter;
    this.#waiter = null;
    waiter?.(value);
    if (this.#queue) this.#serve(this.#queue);
  }

  #serve(queue: Resolve<T>[]): void {
    while (this.#waiter === null) {
      const next = queue.shift();
      if (!next) {
        this.#queue = null;
        return;
      }
      next(this.pull());
    }
  }
}
