import { isSegnoError, SegnoError } from "../errors/segno-error.ts";
import type { Cancel } from "../ports/clock.ts";
import type { Recorded } from "../stream/events.ts";
import type { StreamId } from "../stream/ids.ts";
import type { Cursor } from "./cursor.ts";
import type { Ending } from "./ending.ts";
import type { Hub, Member } from "./hub.ts";
import type { Hubs } from "./hubs.ts";
import { Mailbox } from "./mailbox.ts";
import { patienceOf, persist, unavailable } from "./persist.ts";
import { Reader } from "./reader.ts";

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
/**
 * One reader as an iterator. It is attached to its hub only while it is pulled, so a slow or forgotten reader
 * holds nothing (P12, P13).
 */
export class Follower<A> extends Mailbox<Step<A>> implements Member {
  readonly #hubs: Hubs<A>;
  readonly #reader: Reader<A>;
  readonly #signal: AbortSignal | undefined;
  /** Null once it has begun. */
  #waitMs: number | null;
  #hub: Hub<A> | null = null;
  /** The hub's subscription was seen to be up. */
  #live = false;
  #deafen: Cancel | null = null;
  #pulled = false;
  #unpulled: number | null = null;
  #seeking = false;
  #woken = false;
  #unpause: (() => void) | null = null;
  #ending: Ending | null = null;
  /** An end that came while nobody pulled: the next pull tells it. */
  #untold: { readonly reason: unknown } | null = null;
  #ended: Promise<Ending> | null = null;
  #settleEnded: ((how: Ending) => void) | null = null;

  constructor({ hubs, id, from, signal, waitMs }: FollowerOptions<A>) {
    super();
    this.#hubs = hubs;
    this.#reader = new Reader(hubs.context, id, from);
    this.#signal = signal;
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
  wake(): void {
    this.#woken = true;
    this.#unpause?.();
    if (!this.waiting || this.#seeking || this.#ending) return;
    try {
      const step = this.#atHand();
      if (step) this.give(step);
      else this.#seek();
    } catch (error) {
      this.fail(error);
    }
  }

  unpulledSince(now: number): number | null {
    if (this.waiting) return null;
    // No clock is read on the path of an event: the hub's own rhythm is fine enough.
    if (this.#pulled || this.#unpulled === null) this.#unpulled = now;
    this.#pulled = false;
    return this.#unpulled;
  }

  detach(): void {
    this.#reader.shed();
    const hub = this.#hub;
    if (!hub) return;
    this.#hub = null;
    this.#live = false;
    this.#deafen?.();
    this.#deafen = null;
    hub.leave(this);
  }

  fail(cause: unknown): void {
    const error = isSegnoError(cause) ? cause : unavailable(cause, `follow ${this.#reader.id}`);
    this.#end({ _tag: "error", error }, error);
  }

  protected override pull(): Promise<Step<A>> {
    if (this.#untold) {
      const { reason } = this.#untold;
      this.#untold = null;
      return Promise.reject(reason);
    }
    if (this.#ending) return Promise.resolve(done);
    this.#pulled = true;
    if (this.#signal?.aborted) {
      const { reason } = this.#signal;
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
    if (!this.#hub || !this.#live || !this.#reader.caughtUp(this.#hub)) this.#seek();
    return asked;
  }

  /** The next event, where nobody has to be asked for it; ends with the terminal one. */
  #atHand(): Step<A> | null {
    const event = this.#reader.take(this.#hub);
    if (!event) return null;
    const { ending } = this.#reader;
    if (ending) this.#finish(ending);
    return { done: false, value: event };
  }

  #seek(): void {
    if (this.#waitMs !== null) this.#reader.begin(this.#waitMs);
    this.#waitMs = null;
    this.#seeking = true;
    this.#fetch().then(
      (step) => {
        this.#seeking = false;
        if (step) this.give(step);
        else if (this.#woken) this.wake();
      },
      (error: unknown) => {
        this.#seeking = false;
        this.fail(error);
      },
    );
  }

  /** The way of an event that is not at hand; null when there is none yet, and the hub will wake. */
  async #fetch(): Promise<Step<A> | null> {
    const reader = this.#reader;
    const abandoned = (): boolean => this.#ending !== null;
    while (!this.#ending) {
      const doing = `follow ${reader.id}`;
      const patience = patienceOf(this.#hubs.context, reader.patienceMs, doing, abandoned);
      // Subscribed, then read: what comes between the two is announced (P8).
      const hub = await persist(patience, () => this.#attach());
      if (abandoned()) break;
      this.#woken = false;
      const step = this.#atHand();
      if (step) return step;
      if (reader.caughtUp(hub)) return null;
      const turn = await reader.readOn(hub, abandoned);
      if (turn._tag === "wait") await this.#pause(turn.ms);
      if (turn._tag === "over") this.#finish({ _tag: turn.terminal, event: null });
    }
    return done;
  }

  async #attach(): Promise<Hub<A>> {
    const { id } = this.#reader;
    if (this.#ending) throw new SegnoError("closed", `Nobody follows ${id} any more`);
    const hub = this.#hub ?? this.#hubs.of(id);
    if (!this.#hub) {
      this.#hub = hub;
      hub.join(this);
      if (this.#signal) this.#deafen = this.#listen(this.#signal);
    }
    await hub.confirmed();
    this.#live = this.#hub === hub;
    return hub;
  }

  #listen(signal: AbortSignal): Cancel {
    const abort = (): void => {
      const { reason } = signal;
      this.#end({ _tag: "aborted", reason }, reason);
    };
    signal.addEventListener("abort", abort, { once: true });
    return () => signal.removeEventListener("abort", abort);
  }

  #pause(ms: number): Promise<void> {
    if (this.#woken || this.#ending) return Promise.resolve();
    return new Promise((resolve) => {
      let cancel: Cancel = () => {};
      this.#unpause = () => {
        this.#unpause = null;
        cancel();
        resolve();
      };
      cancel = this.#hubs.context.clock.after(ms, this.#unpause);
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
    this.detach();
    this.#unpause?.();
    this.#settleEnded?.(how);
  }
}
