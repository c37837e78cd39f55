import { isSegnoError, SegnoError } from "../errors/segno-error.ts";
import type { Clock } from "../ports/clock.ts";

export const sleep = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => {
    clock.after(ms, resolve);
  });

/** Pauses of 25, 50, 100 … ms up to the cap. */
export const backoff = (failures: number, capMs: number): number =>
  Math.min(capMs, 25 * 2 ** Math.min(failures, 16));

/** A store that is broken may recover; what it says about itself with another code will not change. */
const mayRecover = (error: unknown): boolean =>
  !isSegnoError(error) || error.code === "store-unavailable";

export const unavailable = (cause: unknown, doing: string): SegnoError =>
  new SegnoError("store-unavailable", `The store did not answer in time: ${doing}`, { cause });

type Patience = {
  readonly clock: Clock;
  readonly backoffCapMs: number;
  /** On `clock.elapsed()`: after this no further try begins. */
  readonly until: number;
  readonly doing: string;
  /** Given up from outside: the last error is thrown at once. */
  readonly abandoned?: () => boolean;
};

/**
 * Tries again while the store is broken. Every append can be sent again (P3), so a lost reply and a lost
 * request are the same to a caller.
 */
export const persist = async <T>(
  patience: Patience,
  attempt: (failures: number) => Promise<T>,
): Promise<T> => {
  const { clock, until } = patience;
  for (let failures = 0; ; failures++) {
    try {
      return await attempt(failures);
    } catch (error) {
      if (!mayRecover(error)) throw error;
      const pause = backoff(failures, patience.backoffCapMs);
      if (patience.abandoned?.() || clock.elapsed() + pause > until) {
        throw unavailable(error, patience.doing);
      }
      await sleep(clock, pause);
    }
  }
};
