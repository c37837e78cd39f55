/** Releases a timer; idempotent. */
export type Cancel = () => void;

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds since any fixed moment, never falling: for durations. */
  elapsed(): number;
  /** Calls back once, after `ms`. A background timer does not keep the process alive. */
  after(ms: number, callback: () => void, background?: "background"): Cancel;
}

/** Node's timers have `unref`, a browser's are numbers. */
const detach = (timer: unknown): void => {
  (timer as { unref?: () => void }).unref?.();
};

/** The longest delay a timer can hold; a longer one would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** The clock of the machine: the only place in the core where time comes from outside. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after: (ms, callback, background) => {
    const timer = setTimeout(callback, Math.min(Math.max(0, ms), longestTimerMs));
    if (background) detach(timer);
    return () => clearTimeout(timer);
  },
};
