import type { Cancel, Clock } from "../ports/clock.ts";
import type { Incarnation } from "../stream/ids.ts";

/**
 * Tells that a reader is there, for a producer that waits for it: several times in its lease, while the reader's
 * follower is pulled. One that is not pulled any more holds no timer, and soon holds up nobody.
 */
export class SignsOfLife {
  readonly #clock: Clock;
  readonly #give: (incarnation: Incarnation) => void;
  #incarnation: Incarnation | null = null;
  /** Null where no producer waits. */
  #leaseMs: number | null = null;
  /** On `clock.elapsed()`: when one was last given. */
  #givenAt = Number.NEGATIVE_INFINITY;
  /** Pulls that are not answered. */
  #pulls = 0;
  #wasPulled = false;
  #cancel: Cancel | null = null;
  #closed = false;

  constructor(clock: Clock, give: (incarnation: Incarnation) => void) {
    this.#clock = clock;
    this.#give = give;
  }

  isAwaited(incarnation: Incarnation): boolean {
    return this.#incarnation === incarnation && this.#leaseMs !== null;
  }

  /** Whether, in the life that the stream is in, a producer waits, and for how long. */
  learn(incarnation: Incarnation, leaseMs: number | null): void {
    this.#incarnation = incarnation;
    this.#leaseMs = leaseMs;
    if (this.#isPulled) this.#arm();
  }

  /** An acknowledgement is one, too. */
  given(): void {
    this.#givenAt = this.#clock.elapsed();
  }

  pulled(): void {
    this.#pulls += 1;
    this.#wasPulled = true;
    if (this.#leaseMs !== null) this.#arm();
  }

  answered(): void {
    this.#pulls -= 1;
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
    this.#cancel = null;
  }

  get #isPulled(): boolean {
    return this.#pulls > 0 || this.#wasPulled;
  }

  #arm(): void {
    if (this.#cancel || this.#closed || this.#leaseMs === null) return;
    const due = this.#givenAt + Math.max(1, Math.floor(this.#leaseMs / 5));
    const ms = Math.max(1, due - this.#clock.elapsed());
    this.#cancel = this.#clock.after(ms, this.#beat, "background");
  }

  readonly #beat = (): void => {
    this.#cancel = null;
    if (!this.#isPulled || !this.#incarnation || this.#leaseMs === null) return;
    const every = Math.max(1, Math.floor(this.#leaseMs / 5));
    if (this.#clock.elapsed() - this.#givenAt >= every) {
      this.#wasPulled = false;
      this.given();
      this.#give(this.#incarnation);
    }
    this.#arm();
  };
}
