import type { Cancel, Clock } from "@segno/core";
import { LawBroken } from "./law.ts";
import { settled } from "./settled.ts";

/** A clock that moves only when it is told to. */
export type VirtualClock = Clock & {
  /** Lets time pass: timers run in the order of their times, and all that follows from each before the next. */
  readonly advance: (ms: number) => Promise<void>;
  /** The wall clock alone jumps, forwards or back; timers and durations do not notice. */
  readonly jump: (ms: number) => void;
  /** How many timers wait, background ones included. */
  readonly timers: () => number;
  /** When the next timer is due, in ms from now; null where none waits. */
  readonly nextIn: () => number | null;
  /** Advances from timer to timer until the promise settles; throws when it has not within so much time. */
  readonly until: <T>(promise: Promise<T>, withinMs?: number, what?: string) => Promise<T>;
};

type Timer = { readonly due: number; readonly callback: () => void };

export const virtualClock = (startAt = 1_700_000_000_000): VirtualClock => {
  const timers = new Set<Timer>();
  let elapsed = 0;
  let wall = startAt;

  /** Among those due at one time the oldest comes first: a set keeps that order. */
  const next = (): Timer | undefined => {
    let first: Timer | undefined;
    for (const timer of timers) if (!first || timer.due < first.due) first = timer;
    return first;
  };

  const move = (to: number): void => {
    if (to <= elapsed) return;
    wall += to - elapsed;
    elapsed = to;
  };

  const advance = async (ms: number): Promise<void> => {
    const end = elapsed + ms;
    await settled();
    for (let timer = next(); timer && timer.due <= end; timer = next()) {
      timers.delete(timer);
      move(timer.due);
      timer.callback();
      await settled();
    }
    move(end);
  };

  const nextIn = (): number | null => {
    const timer = next();
    return timer ? Math.max(0, timer.due - elapsed) : null;
  };

  return {
    now: () => wall,
    elapsed: () => elapsed,
    after: (ms, callback): Cancel => {
      const timer = { due: elapsed + Math.max(0, ms), callback };
      timers.add(timer);
      return () => {
        timers.delete(timer);
      };
    },
    advance,
    jump: (ms) => {
      wall += ms;
    },
    timers: () => timers.size,
    nextIn,
    until: async (promise, withinMs = 3_600_000, what = "a promise") => {
      let done = false;
      const watched = promise.finally(() => {
        done = true;
      });
      watched.catch(() => {});
      const start = elapsed;
      const end = start + withinMs;
      await settled();
      while (!done) {
        const step = nextIn();
        if (step === null || elapsed + step > end) {
          throw new LawBroken(`Still not after ${elapsed - start} ms of virtual time: ${what}`);
        }
        await advance(step);
      }
      return watched;
    },
  };
};
