/** How long tries are apart, in ms. */
export type BackoffOptions = {
  /** Up to this long after the first failure; each further one doubles it. By default 500. */
  readonly backoffMs?: number | undefined;
  /** The most that it grows to. By default 30,000. */
  readonly backoffCapMs?: number | undefined;
  /** When to stop trying, counted from the first of the failures; `Infinity` for never. By default 300,000. */
  readonly giveUpMs?: number | undefined;
};

export type Backoff = {
  /** The line was good: what was, is forgotten. */
  readonly succeeded: () => void;
  /** The device woke: the time it was away is nobody's fault. */
  readonly woke: () => void;
  /** The server's `retry:`; the least from now on. */
  readonly askedFor: (ms: number) => void;
  /** In how many ms to try again; null where it is time to give up. `floorMs` is the least. */
  readonly failed: (floorMs: number) => number | null;
};

/**
 * Exponential back-off with full jitter
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), on top of what the server asks for.
 */
export const createBackoff = (
  elapsed: () => number,
  random: () => number,
  options: BackoffOptions,
): Backoff => {
  const { backoffMs = 500, backoffCapMs = 30_000, giveUpMs = 300_000 } = options;
  let failures = 0;
  let retryMs = 0;
  let since: number | null = null;
  const clear = (): void => {
    failures = 0;
    since = null;
  };
  return {
    succeeded: clear,
    woke: clear,
    askedFor: (ms) => {
      retryMs = ms;
    },
    failed: (floorMs) => {
      since ??= elapsed();
      const most = Math.min(backoffCapMs, backoffMs * 2 ** failures);
      failures += 1;
      const inMs = Math.max(floorMs, retryMs) + random() * most;
      return elapsed() - since + inMs > giveUpMs ? null : inMs;
    },
  };
};
