import type { SegnoError } from "../errors/segno-error.ts";

/**
 * The rejection of a write that was refused. It rejects like any other and is never unhandled; and it knows
 * whether anybody looked at it, since a refusal that nobody saw must not pass for a complete stream (P6).
 */
export class RefusedWrite<T> extends Promise<T> {
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  #seen = false;
  #error: SegnoError | null = null;

  get seen(): boolean {
    return this.#seen;
  }

  static of<T>(error: SegnoError): RefusedWrite<T> {
    const refused = new RefusedWrite<T>((_, reject) => reject(error));
    Promise.prototype.then.call(refused, undefined, () => {});
    refused.#error = error;
    return refused;
  }

  /** The refusal of a write, at once and seen by that; null where it was taken. */
  static errorOf(written: Promise<unknown>): SegnoError | null {
    if (!(written instanceof RefusedWrite)) return null;
    written.#seen = true;
    return written.#error;
  }

  // biome-ignore lint/suspicious/noThenProperty: it is a promise, and to be looked at is what it notes
  override then<R = T, E = never>(
    onFulfilled?: ((value: T) => R | PromiseLike<R>) | null,
    onRejected?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    this.#seen = true;
    return super.then(onFulfilled, onRejected);
  }
}

/** One unseen refusal is enough to keep a stream from being complete. */
const mostRefusals = 100;

/** Writes that were refused: none may go unseen into a complete stream. */
export class Refusals {
  #noted: { readonly refused: RefusedWrite<unknown>; readonly error: SegnoError }[] = [];

  note(refused: RefusedWrite<unknown>, error: SegnoError): void {
    this.#noted = this.#noted.filter((earlier) => !earlier.refused.seen).slice(0, mostRefusals);
    this.#noted.push({ refused, error });
  }

  /** The first that nobody looked at. */
  unseen(): SegnoError | null {
    return this.#noted.find(({ refused }) => !refused.seen)?.error ?? null;
  }
}
