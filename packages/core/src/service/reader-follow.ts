import { isSegnoError } from "../errors/segno-error.ts";
import type { Cancel } from "../ports/clock.ts";
import type { Recorded } from "../stream/events.ts";
import { type Position, placeOf } from "../stream/position.ts";
import { Acks, type AcksOptions } from "./acks.ts";
import { type Cursor, start } from "./cursor.ts";
import type { Ending } from "./ending.ts";
import { type Follow, readableOf } from "./follow.ts";
import { Follower, type FollowerOptions, type Step } from "./follower.ts";
import { unavailable } from "./persist.ts";
import { cursorOf } from "./refuse.ts";

export type ReaderFollowOptions<A> = Pick<FollowerOptions<A>, "hubs" | "id" | "signal"> &
  Pick<AcksOptions<A>, "cursors" | "reader" | "track"> & {
    /** Where this device stands; null where it begins after what the reader has acknowledged. */
    readonly from: Cursor | null;
    /** How long to wait for a stream that is not there, for who begins after this place. */
    readonly waitFor: (from: Cursor) => number;
  };

/** All of a position but the offset: what the events of one term share. */
const termOf = (position: Position): string => position.slice(0, position.lastIndexOf(".") + 1);

/**
 * A follower on behalf of a reader. It begins after what the reader has acknowledged, unless it is told where its own
 * device stands: what another device has seen must not be missing here (P8).
 */
class ReaderFollow<A> implements Follow<A> {
  readonly next: () => Promise<Step<A>>;
  readonly #options: ReaderFollowOptions<A>;
  readonly #acks: Acks<A>;
  #follower: Follower<A> | null = null;
  #opening: Promise<Follower<A>> | null = null;
  /** Cuts the first look short. */
  #hurry: (() => void) | null = null;
  #ended: Promise<Ending> | null = null;
  #settleEnded: ((how: Ending | Promise<Ending>) => void) | null = null;
  #readable: ReadableStream<Recorded<A>> | null = null;
  #term = "";
  #cancelLook: Cancel | null = null;
  #left = false;

  constructor(options: ReaderFollowOptions<A>) {
    this.#options = options;
    const { hubs, ...rest } = options;
    this.#acks = new Acks({ ...rest, context: hubs.context });
    this.next = this.#pull.bind(this);
  }

  /** Never rejects. */
  get ended(): Promise<Ending> {
    if (this.#follower) return this.#follower.ended;
    this.#ended ??= new Promise((resolve) => {
      this.#settleEnded = resolve;
    });
    return this.#ended;
  }

  get readable(): ReadableStream<Recorded<A>> {
    this.#readable ??= readableOf(this);
    return this.#readable;
  }

  get return(): () => Promise<Step<A>> {
    return async () => {
      this.#leave();
      this.#hurry?.();
      const follower = this.#follower ?? this.#open(start);
      follower.leave();
      return { done: true, value: undefined };
    };
  }

  get ack(): (position: string) => Promise<void> {
    return (position) => this.#acks.ack(cursorOf(this.#options.id, position));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #pull(): Promise<Step<A>> {
    this.#acks.pulled();
    const step = this.#follower
      ? this.#follower.next()
      : this.#begun().then((follower) => follower.next());
    return step.then(this.#passed, this.#broken);
  }

  #begun(): Promise<Follower<A>> {
    this.#opening ??= this.#begin();
    return this.#opening;
  }

  async #begin(): Promise<Follower<A>> {
    const { from } = this.#options;
    if (from) return this.#open(from);
    try {
      return this.#open(await this.#place());
    } catch (error) {
      const follower = this.#open(start);
      const doing = `follow ${this.#options.id}`;
      follower.fail(isSegnoError(error) ? error : unavailable(error, doing));
      return follower;
    }
  }

  /** Where the reader is; the beginning for who has left meanwhile. */
  async #place(): Promise<Cursor> {
    const { signal } = this.#options;
    let over = signal?.aborted ?? this.#left;
    const hurried = new Promise<null>((resolve) => {
      this.#hurry = () => {
        over = true;
        resolve(null);
      };
    });
    const hurry = this.#hurry ?? (() => {});
    signal?.addEventListener("abort", hurry, { once: true });
    if (over) hurry();
    try {
      const seen = await Promise.race([hurried, this.#acks.look(() => over)]);
      return seen?.reading?.place ?? start;
    } finally {
      this.#hurry = null;
      signal?.removeEventListener("abort", hurry);
    }
  }

  #open(from: Cursor): Follower<A> {
    if (this.#follower) return this.#follower;
    const { hubs, id, signal, waitFor } = this.#options;
    const follower = new Follower({ hubs, id, from, signal, waitMs: waitFor(from) });
    this.#follower = follower;
    this.#settleEnded?.(follower.ended);
    return follower;
  }

  readonly #passed = (step: Step<A>): Step<A> => {
    this.#acks.answered();
    if (step.done) this.#leave();
    else if (!step.value.position.startsWith(this.#term) || this.#term === "") {
      this.#enter(step.value.position);
    }
    return step;
  };

  readonly #broken = (error: unknown): never => {
    this.#acks.answered();
    this.#leave();
    throw error;
  };

  /**
   * The first event of a term: does its producer wait for this reader? It says so only after its start, which may be
   * later than this, so a no is asked about once more.
   */
  #enter(position: Position): void {
    this.#term = termOf(position);
    const incarnation = placeOf(position)?.incarnation;
    if (!incarnation || this.#acks.isAwaited(incarnation)) return;
    const { clock, settings } = this.#options.hubs.context;
    const look = (): Promise<unknown> => this.#acks.look(() => this.#left).catch(() => {});
    this.#cancelLook?.();
    this.#cancelLook = null;
    look().then(() => {
      if (this.#left || this.#cancelLook || this.#acks.isAwaited(incarnation)) return;
      this.#cancelLook = clock.after(settings.heartbeatMs, () => void look(), "background");
    });
  }

  #leave(): void {
    if (this.#left) return;
    this.#left = true;
    this.#cancelLook?.();
    this.#acks.leave();
  }
}

export const createReaderFollow = <A>(options: ReaderFollowOptions<A>): Follow<A> =>
  new ReaderFollow(options);
