import type { SegnoError } from "../errors/segno-error.ts";
import type { Entry } from "../ports/event-store.ts";
import type { StreamId } from "../stream/ids.ts";
import type { Place } from "../stream/position.ts";
import { Alarms } from "./alarms.ts";
import type { Nearby } from "./appender.ts";
import type { Context } from "./context.ts";
import { start } from "./cursor.ts";
import { createFollow, type Follow } from "./follow.ts";
import { Hub } from "./hub.ts";
import type { LossWatch } from "./loss-watch.ts";

/** The hubs of all streams that are followed in this process, and what they share. */
export class Hubs<A> implements Nearby {
  readonly context: Context<A>;
  readonly lossWatch: LossWatch;
  readonly alarms: Alarms;
  /**
   * One that nobody reads. While it is held, so is its shape, and with it what was compiled for the others: after a
   * time without any, the next ones would be slow again.
   */
  readonly spare: Follow<A>;
  readonly #hubs = new Map<StreamId, Hub<A>>();
  #closed: SegnoError | null = null;

  constructor(context: Context<A>, lossWatch: LossWatch) {
    this.context = context;
    this.lossWatch = lossWatch;
    this.alarms = new Alarms(context.clock);
    const [id, signal] = ["" as StreamId, undefined];
    this.spare = createFollow({ hubs: this, id, from: start, signal, waitMs: 0 });
  }

  /** What these were closed with; null while they are open. */
  get closed(): SegnoError | null {
    return this.#closed;
  }

  /** How many streams are followed. */
  get size(): number {
    return this.#hubs.size;
  }

  /** Whether somebody follows this stream. */
  has(id: StreamId): boolean {
    return this.#hubs.has(id);
  }

  stored(id: StreamId, after: Place, entries: readonly Entry[]): void {
    this.#hubs.get(id)?.stored(after, entries);
  }

  stands(id: StreamId, at: Place, until: number, expiresAt: number): void {
    this.#hubs.get(id)?.stands(at, until, expiresAt);
  }

  /** The one hub of this stream. Throws what these were closed with. */
  of(id: StreamId): Hub<A> {
    if (this.#closed) throw this.#closed;
    const known = this.#hubs.get(id);
    if (known) return known;
    const hub = new Hub(this, id);
    this.#hubs.set(id, hub);
    return hub;
  }

  /** Its last follower has left. */
  forget(hub: Hub<A>): void {
    if (this.#hubs.get(hub.id) === hub) this.#hubs.delete(hub.id);
  }

  /** Every follower ends with this error, and no hub is made any more. */
  close(error: SegnoError): void {
    this.#closed = error;
    for (const hub of [...this.#hubs.values()]) hub.failAll(error);
  }
}
