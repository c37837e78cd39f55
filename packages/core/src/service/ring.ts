import type { Recorded } from "../stream/events.ts";
import type { Ending } from "./ending.ts";

/** An event as a ring holds it. */
export type Held<A> = {
  readonly event: Recorded<A>;
  readonly epoch: number;
  readonly offset: number;
  /** How the stream ends with it; null where it goes on. */
  readonly ending: Ending | null;
  /** How long it is, encoded. */
  readonly units: number;
};

/** In UTF-16 units of what is encoded: large events are held in smaller numbers. */
const mostUnits = 2_097_152;

/** The last events of one life, shared by all its live followers; each is decoded once. */
export class Ring<A> {
  readonly #limit: number;
  #held: Held<A>[] = [];
  #units = 0;
  /** Of the event before the first that is held. */
  #epoch: number;
  #offset: number;

  /** Begins after the event of this epoch and offset; holds `limit` events, and at times twice as many. */
  constructor(epoch: number, offset: number, limit: number) {
    this.#epoch = epoch;
    this.#offset = offset;
    this.#limit = limit;
  }

  /** The latest one. */
  get last(): Held<A> | undefined {
    return this.#held.at(-1);
  }

  /** Takes the next event. */
  push(next: Held<A>): void {
    this.#held.push(next);
    this.#units += next.units;
    if (this.#held.length >= this.#limit * 2 || this.#units > mostUnits) this.#cut();
  }

  /** Lets go of all of them: what comes follows the last one. */
  clear(): void {
    const last = this.#held.at(-1);
    if (!last) return;
    this.#epoch = last.epoch;
    this.#offset = last.offset;
    this.#held.length = 0;
    this.#units = 0;
  }

  /** What follows the event of this epoch and offset; undefined where the ring does not hold the two. */
  after(epoch: number, offset: number): Held<A> | undefined {
    const index = offset - this.#offset;
    if (index < 0) return undefined;
    // The epoch says whether it is the same event, and not only the same offset.
    const here = index === 0 ? this.#epoch : this.#held[index - 1]?.epoch;
    return here === epoch ? this.#held[index] : undefined;
  }

  /** Lets go of the older half, or of as much as it takes to be half full. */
  #cut(): void {
    const last = this.#held.length - 1;
    let at = 0;
    while (at < last && (last + 1 - at > this.#limit || this.#units > mostUnits / 2)) {
      this.#units -= this.#held[at]?.units ?? 0;
      at++;
    }
    const before = this.#held[at - 1];
    if (!before) return;
    this.#epoch = before.epoch;
    this.#offset = before.offset;
    this.#held = this.#held.slice(at);
  }
}
