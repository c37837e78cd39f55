import { isSegnoError } from "../errors/segno-error.ts";
import type { Cancel } from "../ports/clock.ts";
import type { Recorded } from "../stream/events.ts";
import type { StreamId } from "../stream/ids.ts";
import { Attached } from "./attached.ts";
import type { Cursor } from "./cursor.ts";
import type { Ending } from "./ending.ts";
import type { Hubs } from "./hubs.ts";
import { ObservedFollow } from "./observed-follow.ts";
import { patienceOf, persist, unavailable } from "./persist.ts";
import { Reader } from "./reader.ts";
import { isMiss } from "./tally.ts";

export type FollowerOptions<A> = {
  readonly hubs: Hubs<A>;
  readonly id: StreamId;
  readonly from: Cursor;
  readonly signal: AbortSignal | undefined;
  /** How long to wait for a stream that is not there, from the first pull on. */
  readonly waitMs: number;
};

export type Step<A> = IteratorResult<Recorded<A>, undefined>;
const done: Step<never> = { done: true, value: undefined };

/** One reader as an iterator. */
export class Follower<A> extends Attached<A, Step<A>> {
  /** Null once it has begun. */
  #waitMs: number | null;
  #isSeeking = false;
  #wasWoken = false;
  #unpause: (() => void) | null = null;
  #ending: Ending | null = null;
  /** An end that came while nobody pulled: the next pull tells it. */
  #untold: { readonly reason: unknown } | null = null;
  #ended: Promise<Ending> | null = null;
  #settleEnded: ((how: Ending) => void) | null = null;
  /** From the first pull on, where somebody looks. */
  #observing: ObservedFollow<A> | null = null;

  constructor({ hubs, id, from, signal, waitMs }: FollowerOptions<A>) {
    super(hubs, new Reader(hubs.context, id, from), signal);
    this.#waitMs = waitMs;
  }

  /** Never rejects. */
  get ended(): Promise<Ending> {
    this.#ended ??= new Promise((resolve) => {
      if (this.#ending) resolve(this.#ending);
      else this.#settleEnded = resolve;
    });
    return this.#ended;
  }

  leave(): void {
    this.#untold = null;
    this.#finish({ _tag: "left" });
    this.give(done);
  }

  /** Something may have come: whoever waits gets it in this very turn where it is at hand. */
  override wake(): void {
    this.#wasWoken = true;
    this.#unpause?.();
    if (!this.waiting || this.#isSeeking || this.#ending) return;
    try {
      const step = this.#atHand();
      if (step) this.give(step);
      else this.#seek();
    } catch (error) {
      this.fail(error);
    }
  }

  override fail(cause: unknown): void {
    const error = isSegnoError(cause) ? cause : unavailable(cause, `follow ${this.reader.id}`);
    this.#end({ _tag: "error", error }, error);
  }

  protected override abort(reason: unknown): void {
    this.#end({ _tag: "aborted", reason }, reason);
  }

  protected override pull(): Promise<Step<A>> {
    if (this.#untold) {
      const { reason } = this.#untold;
      this.#untold = null;
      return Promise.reject(reason);
    }
    if (this.#ending) return Promise.resolve(done);
    this.wasPulled = true;
    if (this.signal?.aborted) {
      const { reason } = this.signal;
      this.#finish({ _tag: "aborted", reason });
      return Promise.reject(reason);
    }
    try {
      const step = this.#atHand();
      if (step) return Promise.resolve(step);
    } catch {
      // An entry that cannot be read: met again, and reported, on the way below.
    }
    const asked = this.wait();
    // Caught up with a hub that is live: it will wake, and there is nothing to do until then.
    if (!this.hub || !this.isLive || !this.reader.caughtUp(this.hub)) this.#seek();
    return asked;
  }

  /** The next event, where nobody has to be asked for it; ends with the terminal one. */
  #atHand(): Step<A> | null {
    const event = this.reader.take(this.hub);
    if (!event) return null;
    const { ending } = this.reader;
    this.#observing?.met(event, this.hub);
    if (ending) this.#finish(ending);
    return { done: false, value: event };
  }

  #begin(waitMs: number): void {
    const { tally, observer } = this.hubs.context;
    const { id, isUnmet } = this.reader;
    this.#waitMs = null;
    this.reader.begin(waitMs);
    tally.followers++;
    const observing = observer?.follow?.(id, isUnmet);
    if (observing) this.#observing = new ObservedFollow(this.hubs.context, id, observing);
  }

  #seek(): void {
    if (this.#waitMs !== null) this.#begin(this.#waitMs);
    this.#isSeeking = true;
    this.#fetch().then(
      (step) => {
        this.#isSeeking = false;
        if (step) this.give(step);
        else if (this.#wasWoken) this.wake();
      },
      (error: unknown) => {
        this.#isSeeking = false;
        this.fail(error);
      },
    );
  }

  /** The way of an event that is not at hand; null when there is none yet, and the hub will wake. */
  async #fetch(): Promise<Step<A> | null> {
    const reader = this.reader;
    const abandoned = (): boolean => this.#ending !== null;
    // The first of a stream reads a page before it subscribes: who comes after the end, or for a few events, never
    // has to. Nothing is lost by it, for whoever goes on subscribes and reads again.
    if (!reader.hasRead && !this.hub && !this.hubs.has(reader.id)) {
      const turn = await reader.readOn(this.join(), abandoned);
      if (turn._tag === "over") this.#finish({ _tag: turn.terminal, event: null });
    }
    while (!this.#ending) {
      const first = this.#atHand();
      if (first) return first;
      const doing = `follow ${reader.id}`;
      const patience = patienceOf(this.hubs.context, reader.patienceMs, doing, abandoned);
      // Subscribed, then read: what comes between the two is announced (P8).
      const hub = await persist(patience, () => this.attach());
      if (abandoned()) break;
      this.#wasWoken = false;
      const step = this.#atHand();
      if (step) return step;
      if (reader.caughtUp(hub)) return null;
      const turn = await reader.readOn(hub, abandoned);
      if (turn._tag === "wait") await this.#pause(turn.ms);
      if (turn._tag === "over") this.#finish({ _tag: turn.terminal, event: null });
    }
    return done;
  }

  #count(how: Ending): void {
    const { tally } = this.hubs.context;
    const ending = how._tag === "error" ? how.error.code : how._tag;
    tally.followers--;
    if (this.reader.isUnmet && isMiss(ending)) tally.follows.misses++;
    this.#observing?.done({ events: this.reader.taken, ending });
  }

  #pause(ms: number): Promise<void> {
    if (this.#wasWoken || this.#ending) return Promise.resolve();
    return new Promise((resolve) => {
      let cancel: Cancel = () => {};
      this.#unpause = () => {
        this.#unpause = null;
        cancel();
        resolve();
      };
      cancel = this.hubs.context.clock.after(ms, this.#unpause);
    });
  }

  /** Ends with a reason that somebody has to be told. */
  #end(how: Ending, reason: unknown): void {
    if (this.#ending) return;
    this.#finish(how);
    if (this.waiting) this.give(Promise.reject(reason));
    else this.#untold = { reason };
  }

  /** Ends for good: lets go of everything, at once. */
  #finish(how: Ending): void {
    if (this.#ending) return;
    this.#ending = how;
    if (this.#waitMs === null) this.#count(how);
    this.detach();
    this.#unpause?.();
    this.#settleEnded?.(how);
  }
}
