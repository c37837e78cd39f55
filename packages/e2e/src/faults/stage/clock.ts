import { type Cancel, type Clock, systemClock } from "@segno/core";

export type CountingClock = Clock & { readonly pending: () => number };

/** The machine's clock, which knows how many of its timers still wait. */
export const countingClock = (): CountingClock => {
  const waiting = new Set<object>();
  return {
    now: systemClock.now,
    elapsed: systemClock.elapsed,
    pending: () => waiting.size,
    after: (ms, callback, background): Cancel => {
      const timer = {};
      waiting.add(timer);
      const cancel = systemClock.after(
        ms,
        () => {
          waiting.delete(timer);
          callback();
        },
        background,
      );
      return () => {
        waiting.delete(timer);
        cancel();
      };
    },
  };
};
