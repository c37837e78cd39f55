import { type Either, isLeft } from "fp-ts/lib/Either.js";
import { isSegnoError } from "../errors/segno-error.ts";
import {
  type Appended,
  type Batch,
  type Conflict,
  type Entry,
  maxBatchEntries,
} from "../ports/event-store.ts";
import { soon } from "../ports/soon.ts";
import { utf8Length } from "../ports/utf8.ts";
import type { After } from "../stream/expected.ts";
import { expiryOf } from "../stream/head.ts";
import type { StreamId } from "../stream/ids.ts";
import type { Place, Position } from "../stream/position.ts";
import type { Begun } from "./begin.ts";
import type { Context } from "./context.ts";
import { Healing, type Outcome } from "./healing.ts";
import type { Outbox } from "./outbox.ts";
import {
  adaptersBoundMs,
  bounded,
  type Patience,
  patienceOf,
  persistAfter,
  unavailable,
} from "./persist.ts";
import { Seat } from "./seat.ts";
import { heartbeatOf } from "./settings.ts";

export interface AppendListener {
  durable(): void;
  over(outcome: Outcome): void;
}

/** Those of this process who follow a stream. */
export interface Nearby {
  /** This batch is durable behind that place: nobody here has to be told by the store. Never throws. */
  stored(id: StreamId, after: After, entries: readonly Entry[]): void;
  /**
   * The store has just said that the stream's last event is at this place, and that it lives: nobody here has to ask before
   * `until`, on `clock.elapsed()`. It would expire at `expiresAt`, in ms since 1970. Never throws.
   */
  stands(id: StreamId, at: Place, until: number, expiresAt: number): void;
}

/** What is under way. */
type Sent = { readonly batch: Batch; readonly after: After };

/**
 * One append in flight; what arrives meanwhile is coalesced into the next. That keeps the order, bounds memory,
 * makes a batch whose reply was lost exact to send again, and needs no timer to build batches.
 *
 * The way of a chunk that nothing goes wrong with has no async function in it: each would add a promise and a
 * turn of the queue before the bytes leave.
 */
export class Appender<A> {
  readonly #context: Context<A>;
  readonly #outbox: Outbox;
  readonly #listener: AppendListener;
  readonly #nearby: Nearby;
  readonly #seat: Seat;
  #healing: Healing<A> | null = null;
  #sent: Sent | null = null;
  #lastSent: number;
  #lastRenewed: number;
  /** When the stream would expire by what the writer last heard; null before it heard anything. */
  #expiresAt: number | null = null;
  #asked = false;
  /** How much waited when it was last looked at. */
  #gathered = 0;
  /** From the first thing to send until there is nothing left. */
  #working = false;
  #over = false;
  /** Cuts the pause between two tries short. */
  #wake: (() => void) | null = null;

  constructor(
    context: Context<A>,
    begun: Begun,
    outbox: Outbox,
    listener: AppendListener,
    nearby: Nearby,
  ) {
    this.#context = context;
    this.#nearby = nearby;
    this.#outbox = outbox;
    this.#listener = listener;
    this.#seat = new Seat(begun);
    this.#lastSent = context.clock.elapsed();
    this.#lastRenewed = this.#lastSent;
  }

  /** Of the last durable event. */
  get position(): Position {
    return this.#seat.position;
  }

  /** On `clock.elapsed()`: when the last append was sent. */
  get lastSent(): number {
    return this.#lastSent;
  }

  /** Sends what waits; `evenEmpty` sends an empty batch where nothing does: a sign of life and a question. */
  push(evenEmpty = false): void {
    if (evenEmpty) {
      this.#asked = true;
      this.#wake?.();
    }
    if (this.#working || this.#over) return;
    this.#working = true;
    // What is written in one go leaves as one batch.
    this.#gathered = this.#outbox.waiting;
    soon(this.#next);
  }

  readonly #next = (): void => {
    if (this.#over || !(this.#asked || this.#outbox.waiting > 0)) {
      this.#working = false;
      return;
    }
    const { waiting } = this.#outbox;
    if (waiting > this.#gathered && waiting < maxBatchEntries) {
      // Whoever awaits `ready` writes once in a microtask: as long as each brings more, the burst is not over.
      this.#gathered = waiting;
      soon(this.#next);
      return;
    }
    this.#gathered = 0;
    this.#asked = false;
    this.#send();
  };

  #send(): void {
    const { entries, terminal } = this.#outbox.peek();
    const { after } = this.#seat;
    const batch = terminal ? { entries, end: { terminal, closer: after.producer } } : { entries };
    this.#sent = { batch, after };
    this.#lastSent = this.#context.clock.elapsed();
    this.#attempt().then(this.#answered, this.#failed);
  }

  #attempt(): Promise<Either<Conflict, Appended>> {
    const { store, settings } = this.#context;
    const { batch, after } = this.#sent as Sent;
    const append = () => store.append(this.#seat.id, batch, after);
    try {
      return settings.giveUpMs > adaptersBoundMs ? append() : bounded(this.#patience(), append);
    } catch (error) {
      // A store that throws where it should reject.
      return Promise.reject(error);
    }
  }

  readonly #failed = (failure: unknown): void => {
    const { store, clock, settings } = this.#context;
    const { batch, after } = this.#sent as Sent;
    const { id, term } = this.#seat;
    const heartbeatMs = heartbeatOf(settings, term);
    persistAfter(this.#patience(), failure, async () => {
      // A store that takes no chunks (its memory is full) still takes a sign of life, which must not wait (hole 9).
      if (batch.entries.length > 0 && clock.elapsed() - this.#lastRenewed >= heartbeatMs) {
        const alive = await store.append(id, { entries: [] }, after);
        if (!isLeft(alive)) this.#lastRenewed = clock.elapsed();
      }
      return store.append(id, batch, after);
    }).then(this.#answered, (error: unknown) => this.#broken(error));
  };

  readonly #answered = (answer: Either<Conflict, Appended>): void => {
    this.#wake = null;
    if (this.#over) return;
    this.#lastRenewed = this.#context.clock.elapsed();
    try {
      if (isLeft(answer)) {
        this.#heal(answer.left).then(this.#next, (error: unknown) => this.#broken(error));
      } else {
        this.#appended(answer.right);
        this.#next();
      }
    } catch (error) {
      this.#broken(error);
    }
  };

  #appended({ leaseUntil, now, duplicate }: Appended): void {
    const { batch, after } = this.#sent as Sent;
    const { term } = this.#seat;
    const expiresAt = expiryOf(leaseUntil - term.leaseMs, term.activeTtlMs);
    this.#healing?.wentOn();
    this.#expiresAt = expiresAt;
    this.#sent = null;
    if (batch.entries.length > 0) this.#advance(batch, after, duplicate);
    if (batch.end) {
      const ended = { terminal: batch.end.terminal, position: this.#seat.position, mine: true };
      this.#finish({ _tag: "ended", ended });
      return;
    }
    // What was stored before may not be the last.
    if (!duplicate) this.#vouch(leaseUntil - now, expiresAt);
    if (batch.entries.length > 0) this.#listener.durable();
  }

  /** What was said is as old as the question: its answer may have been long on its way. */
  #vouch(leaseMs: number, expiresAt: number): void {
    const { positionCheckMs } = this.#context.settings;
    const until = this.#lastSent + Math.min(leaseMs, positionCheckMs);
    this.#nearby.stands(this.#seat.id, this.#seat.after, until, expiresAt);
  }

  #advance({ entries }: Batch, after: After, duplicate: boolean): void {
    const offset = after.offset + entries.length;
    this.#outbox.acknowledge(offset, this.#lastRenewed, this.#seat);
    this.#seat.advanceTo(offset);
    this.#count(entries, duplicate);
    this.#nearby.stored(this.#seat.id, after, entries);
  }

  #count(entries: readonly Entry[], duplicate: boolean): void {
    const { tally, observer } = this.#context;
    const ms = this.#lastRenewed - this.#lastSent;
    const bytes = utf8Length(entries);
    const { appends } = tally;
    appends.batches++;
    appends.events += entries.length;
    appends.bytes += bytes;
    appends.ms += ms;
    if (duplicate) appends.duplicates++;
    observer?.appended?.({ id: this.#seat.id, events: entries.length, bytes, ms });
  }

  #heal(conflict: Conflict): Promise<void> {
    this.#healing ??= new Healing({
      context: this.#context,
      seat: this.#seat,
      outbox: this.#outbox,
      patience: (doing) => this.#patience(doing),
      finish: (outcome) => this.#finish(outcome),
      expiresAt: () => this.#expiresAt,
    });
    return this.#healing.resolve(conflict);
  }

  #broken(cause: unknown): void {
    const doing = `append to ${this.#seat.id}`;
    const error = isSegnoError(cause) ? cause : unavailable(cause, doing);
    this.#finish({ _tag: "dead", error, ended: null });
  }

  #finish(outcome: Outcome): void {
    if (this.#over) return;
    this.#over = true;
    this.#wake?.();
    this.#listener.over(outcome);
  }

  #patience(doing = "append to"): Patience {
    const { giveUpMs } = this.#context.settings;
    const abandoned = () => this.#over;
    const patience = patienceOf(this.#context, giveUpMs, `${doing} ${this.#seat.id}`, abandoned);
    return {
      ...patience,
      pausing: (wake) => {
        this.#wake = wake;
      },
    };
  }
}
