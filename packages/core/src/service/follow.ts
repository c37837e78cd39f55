import { SegnoError } from "../errors/segno-error.ts";
import type { Recorded } from "../stream/events.ts";
import type { Ending } from "./ending.ts";
import { Follower, type FollowerOptions, type Step } from "./follower.ts";

export type FollowOptions = {
  /** The position after which to begin; without it, from the beginning, or after what `reader` has acknowledged. */
  readonly after?: string | undefined;
  /** On whose behalf: 1 to 128 characters. What it acknowledges is known on all its devices. */
  readonly reader?: string | undefined;
  /** The caller's own: its abort rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  /**
   * How long to wait for a stream that is not there yet, in ms. By default 5 s; none where `after` is given,
   * since a position is proof that the stream was there.
   */
  readonly wait?: number | undefined;
};

/** History, then live, then an ending (P8, P9). To be read once. */
export interface Follow<A> extends AsyncIterableIterator<Recorded<A>, undefined> {
  /** How it ended, as a value; never rejects. Of a follower that nobody pulls for long, it tells with the next pull. */
  readonly ended: Promise<Ending>;
  /** The same events as a stream of the platform: it holds none in advance. */
  readonly readable: ReadableStream<Recorded<A>>;
  next(): Promise<IteratorResult<Recorded<A>, undefined>>;
  return(): Promise<IteratorResult<Recorded<A>, undefined>>;
  /**
   * The reader has seen this event and all before it; its place never goes back. Resolves once that is stored, and need
   * not be awaited: what is acknowledged meanwhile is stored with the next write, at most one every `ackEveryMs`, the
   * last when the follower ends. Throws `invalid-position` for one of another stream, `invalid-options` without a
   * `reader`; rejects with `superseded`, `diverged`, `not-found`, `too-large` or `store-unavailable`.
   */
  ack(position: string): Promise<void>;
}

export const readableOf = <A>(follow: Follow<A>): ReadableStream<Recorded<A>> =>
  new ReadableStream<Recorded<A>>(
    {
      pull: async (controller) => {
        const step = await follow.next();
        if (step.done) controller.close();
        else controller.enqueue(step.value);
      },
      cancel: async () => {
        await follow.return();
      },
    },
    { highWaterMark: 0 },
  );

/** A follower as the platform knows it. Its functions may be taken from it. */
class PlatformFollow<A> implements Follow<A> {
  readonly next: () => Promise<Step<A>>;
  readonly #follower: Follower<A>;
  #readable: ReadableStream<Recorded<A>> | null = null;

  constructor(follower: Follower<A>) {
    this.#follower = follower;
    this.next = follower.next.bind(follower);
  }

  get ended(): Promise<Ending> {
    return this.#follower.ended;
  }

  get readable(): ReadableStream<Recorded<A>> {
    this.#readable ??= readableOf(this);
    return this.#readable;
  }

  get return(): () => Promise<Step<A>> {
    return async () => {
      this.#follower.leave();
      return { done: true, value: undefined };
    };
  }

  ack(): Promise<void> {
    throw new SegnoError("invalid-options", "This follower has no reader who could acknowledge");
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

export const createFollow = <A>(options: FollowerOptions<A>): Follow<A> =>
  new PlatformFollow(new Follower(options));
