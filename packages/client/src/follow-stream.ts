import {
  beginning,
  type Ending,
  type Json,
  placeOf,
  type Recorded,
  systemClock,
} from "@segno/core/browser";
import { attempt, type Reading } from "./attempt.ts";
import { attend, type Surroundings } from "./attention.ts";
import { createBackoff } from "./backoff.ts";
import { waitOf } from "./open-line.ts";
import { checkFollowOptions, type FollowStreamOptions } from "./options.ts";
import { interruptedBy, type Outcome } from "./outcome.ts";
import { browserWake, type Waking } from "./wake.ts";

/** History, then live, then an ending, over as many lines as it takes. To be read once. */
export interface FollowedStream<A> extends AsyncIterableIterator<Recorded<A>, undefined> {
  /** How it ended, as a value; never rejects. Of one that nobody pulls for long, it tells with the next pull. */
  readonly ended: Promise<Ending>;
  next(): Promise<IteratorResult<Recorded<A>, undefined>>;
  return(): Promise<IteratorResult<Recorded<A>, undefined>>;
}

/** Line after line, and the pauses between them. Returns the ending. */
async function* lines<A>(
  reading: Reading<A>,
  around: Surroundings,
  silenceMs: number,
): AsyncGenerator<Recorded<A>, Ending, undefined> {
  const { options, bookmark, backoff, goodMs, onConnection } = reading;
  /** A network that is back is another one; a page that is seen again may have slept through the end of its line. */
  const wakes = (waking: Waking, quietMs: number): boolean =>
    waking === "online" || quietMs >= goodMs;
  for (;;) {
    onConnection({ state: "connecting" });
    const limitMs = silenceMs + waitOf(options, bookmark.place);
    const line = attend(around, { limitMs, wakes, background: "background" });
    let outcome: Outcome;
    try {
      outcome = yield* attempt(reading, line);
    } finally {
      line.release();
    }
    if (outcome._tag === "again") {
      const { error, floorMs } = outcome;
      const inMs = backoff.failed(floorMs);
      if (inMs === null) return { _tag: "error", error };
      onConnection({ state: "waiting", inMs, error });
      // Who was told when to come back comes then; everybody else as soon as there is reason to hope.
      const pause = attend(around, { limitMs: inMs, wakes: () => floorMs === 0 });
      const interruption = await pause.interrupted();
      if (interruption._tag === "timed-out") continue;
      outcome = interruptedBy(interruption);
    }
    if (outcome._tag === "over") return outcome.ending;
    backoff.woke();
  }
}

/**
 * Follows the stream at `url` over HTTP: every event after the position, in order, once, however often the line is cut
 * (P8). It asks the server when it is first pulled. Ends after the terminal event, or throws a `SegnoError` (P9), or the
 * reason of your signal. Throws `invalid-options` or `invalid-position` at once.
 */
export const followStream = <A = Json>(
  url: string | URL,
  options: FollowStreamOptions<A> = {},
): FollowedStream<A> => {
  checkFollowOptions(options);
  const { after = beginning, silenceMs = 45_000, signal, clock = systemClock } = options;
  const left = new AbortController();
  let tell = (_: Ending): void => {};
  const ended = new Promise<Ending>((resolve) => {
    tell = resolve;
  });
  const reading: Reading<A> = {
    url,
    options,
    bookmark: { place: placeOf(after), position: after, known: false },
    backoff: createBackoff(clock.elapsed, options.random ?? Math.random, options),
    clock,
    goodMs: silenceMs / 3,
    // In a turn of its own: what it throws is not the stream's.
    onConnection: (connection) => queueMicrotask(() => options.onConnection?.(connection)),
  };
  const wake = options.wake ?? browserWake;
  const onAborted = (reason: unknown): void => tell({ _tag: "aborted", reason });
  const around: Surroundings = { clock, wake, signal, left: left.signal, onAborted };
  const events = lines(reading, around, silenceMs);
  const done = { done: true, value: undefined } as const;
  let over = false;

  const finish = (ending: Ending): typeof done => {
    const first = !over;
    over = true;
    tell(ending);
    if (first && ending._tag === "error") throw ending.error;
    if (first && ending._tag === "aborted") throw ending.reason;
    return done;
  };
  const leave = async (ending: Ending): Promise<void> => {
    left.abort();
    await events.return(ending);
  };

  return {
    ended,
    next: async () => {
      if (signal?.aborted && !over) {
        const ending: Ending = { _tag: "aborted", reason: signal.reason };
        await leave(ending);
        return finish(ending);
      }
      const step = await events.next();
      if (!step.done) return { done: false, value: step.value };
      return step.value ? finish(step.value) : done;
    },
    return: async () => {
      const ending: Ending = { _tag: "left" };
      await leave(ending);
      over = true;
      tell(ending);
      return done;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
};
