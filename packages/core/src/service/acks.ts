import { isLeft } from "fp-ts/lib/Either.js";
import { isSegnoError } from "../errors/segno-error.ts";
import type { Cancel } from "../ports/clock.ts";
import type { Cursors, Reading, ReadingSeen } from "../ports/cursors.ts";
import type { Incarnation, ReaderId, StreamId } from "../stream/ids.ts";
import type { Place } from "../stream/position.ts";
import type { Context } from "./context.ts";
import { patienceOf, persist, unavailable } from "./persist.ts";
import { cursorError } from "./readers.ts";
import { SignsOfLife } from "./signs-of-life.ts";

export type AcksOptions<A> = {
  readonly context: Context<A>;
  readonly cursors: Cursors;
  readonly id: StreamId;
  readonly reader: ReaderId;
  /** Is given each promise that somebody may wait for: these streams are not closed before it has settled. */
  readonly track: (pending: Promise<unknown>) => void;
};

/** Those who wait for one write. */
type Waiting = {
  readonly noted: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
};

const ignore = (): void => {};

const waitingOf = (): Waiting => {
  let [resolve, reject]: [() => void, (error: unknown) => void] = [ignore, ignore];
  const noted = new Promise<void>((settle, fail) => {
    [resolve, reject] = [settle, fail];
  });
  noted.catch(ignore);
  return { noted, resolve, reject };
};

/** Whether nothing is to be said of `place` any more, once `other` is noted. */
const covers = (other: Place | null, place: Place): boolean =>
  other?.incarnation === place.incarnation && other.offset >= place.offset;

/**
 * What one follower acknowledges on behalf of its reader: one write at a time, at most one every `ackEveryMs`, and always
 * the furthest. However many events are acknowledged, the store is told of a few.
 */
export class Acks<A> {
  readonly #options: AcksOptions<A>;
  readonly #signs: SignsOfLife;
  /** The furthest that was asked for and is not on its way. */
  #wanted: Place | null = null;
  #waiting: Waiting | null = null;
  #sent: { readonly place: Place; readonly waiting: Waiting } | null = null;
  #noted: Place | null = null;
  /** On `clock.elapsed()`. */
  #lastSent = Number.NEGATIVE_INFINITY;
  #cancelPause: Cancel | null = null;
  #left = false;

  constructor(options: AcksOptions<A>) {
    this.#options = options;
    const { clock } = options.context;
    this.#signs = new SignsOfLife(clock, (incarnation) => {
      // One that is lost is as good as one that comes late: the next is on its way.
      const alone = { incarnation, epoch: 0, offset: 0 };
      const sign = options.cursors.advance(options.id, options.reader, alone);
      sign.then((answer) => !isLeft(answer) && this.#learn(answer.right), ignore);
    });
  }

  /** Resolves once the reader's place is this one or further. Need not be awaited. */
  ack(place: Place): Promise<void> {
    if (place.offset === 0 || covers(this.#noted, place)) return Promise.resolve();
    if (this.#sent && covers(this.#sent.place, place)) return this.#sent.waiting.noted;
    if (!covers(this.#wanted, place)) this.#wanted = place;
    if (!this.#waiting) {
      this.#waiting = waitingOf();
      this.#options.track(this.#waiting.noted);
    }
    const { noted } = this.#waiting;
    this.#schedule();
    return noted;
  }

  /** What is known of the reader; and whether its producer waits for it. */
  async look(abandoned: () => boolean): Promise<ReadingSeen> {
    const { context, cursors, id, reader } = this.#options;
    const patience = patienceOf(
      context,
      context.settings.commandTimeoutMs,
      `follow ${id}`,
      abandoned,
    );
    const seen = await persist(patience, () => cursors.read(id, reader));
    this.#learn(seen);
    return seen;
  }

  /** Whether a producer waits for it is known, in this life. */
  isAwaited(incarnation: Incarnation): boolean {
    return this.#signs.isAwaited(incarnation);
  }

  /** Somebody pulls: the reader is there. */
  pulled(): void {
    this.#signs.pulled();
  }

  /** Nobody waits for an event any more. */
  answered(): void {
    this.#signs.answered();
  }

  /** The follower has ended: what is still to be said is said at once. */
  leave(): void {
    this.#left = true;
    this.#signs.close();
    this.#cancelPause?.();
    this.#cancelPause = null;
    this.#schedule();
  }

  #learn({ incarnation, reading }: ReadingSeen): void {
    if (incarnation && !this.#left) this.#signs.learn(incarnation, reading?.leaseMs ?? null);
  }

  #schedule(): void {
    if (!this.#wanted || this.#sent || this.#cancelPause) return;
    const { clock, settings } = this.#options.context;
    const pause = this.#left ? 0 : this.#lastSent + settings.ackEveryMs - clock.elapsed();
    if (pause <= 0) this.#send();
    else {
      this.#cancelPause = clock.after(pause, () => {
        this.#cancelPause = null;
        this.#send();
      });
    }
  }

  #send(): void {
    const [place, waiting] = [this.#wanted, this.#waiting];
    if (!place || !waiting) return;
    this.#wanted = null;
    this.#waiting = null;
    this.#sent = { place, waiting };
    const { context, cursors, id, reader } = this.#options;
    this.#lastSent = context.clock.elapsed();
    const doing = `acknowledge ${id}`;
    const patience = patienceOf(context, context.settings.commandTimeoutMs, doing);
    persist(patience, () => cursors.advance(id, reader, place))
      .then((answer) => {
        if (isLeft(answer)) throw cursorError(id, answer.left);
        this.#advanced(answer.right, place);
        waiting.resolve();
      })
      .catch((cause: unknown) =>
        waiting.reject(isSegnoError(cause) ? cause : unavailable(cause, doing)),
      )
      .finally(() => {
        this.#sent = null;
        this.#schedule();
      });
  }

  #advanced(seen: ReadingSeen & { readonly reading: Reading }, place: Place): void {
    this.#noted = seen.reading.place ?? place;
    this.#signs.given();
    this.#learn(seen);
  }
}
