import { isSegnoError, SegnoError } from "../errors/segno-error.ts";
import type { Clock } from "../ports/clock.ts";
import { spreadMs } from "../stream/hash.ts";
import type { Settings } from "./settings.ts";

/** Pauses of 25, 50, 100 … ms up to the cap. */
export const backoff = (failures: number, capMs: number): number =>
  Math.min(capMs, 25 * 2 ** Math.min(failures, 16));

/** A store that is broken may recover; what it says about itself with another code will not change. */
const mayRecover = (error: unknown): boolean =>
  !isSegnoError(error) || error.code === "store-unavailable";

/** The innermost reason, which names what is wrong. */
const reasonOf = (cause: unknown): string => {
  let reason = "";
  for (let next = cause; next instanceof Error; next = next.cause) {
    // Node's own for several addresses has a code and no message.
    reason = next.message || ("code" in next && String(next.code)) || reason;
  }
  return reason;
};

export const unavailable = (cause: unknown, doing: string): SegnoError => {
  const reason = reasonOf(cause);
  const because = reason ? ` (${reason})` : "";
  const known = isSegnoError(cause, "store-unavailable") && cause.cause ? cause.cause : cause;
  return new SegnoError(
    "store-unavailable",
    `The store did not answer in time: ${doing}${because}`,
    {
      cause: known,
    },
  );
};

export type Patience = {
  readonly clock: Clock;
  readonly backoffCapMs: number;
  /** On `clock.elapsed()`: after this no further try begins. */
  readonly until: number;
  readonly doing: string;
  /** Given up from outside: no further try begins. */
  readonly abandoned: () => boolean;
  /** Is given what cuts a pause between two tries short. */
  readonly pausing?: ((wake: () => void) => void) | undefined;
};

const sleep = ({ clock, pausing }: Patience, ms: number): Promise<void> =>
  new Promise((resolve) => {
    const cancel = clock.after(ms, resolve);
    pausing?.(() => {
      cancel();
      resolve();
    });
  });

const never = (): boolean => false;

/** Adapters bound their calls themselves, by no more than this; where less time is left, it is bounded here. */
export const adaptersBoundMs = 10_000;

/**
 * One try, given up when the patience ends; what was asked for may still happen. Then the failure before it says more
 * than that there was no answer.
 */
export const bounded = <T>(
  { clock, until, doing }: Patience,
  attempt: () => Promise<T>,
  failure: unknown = new Error("no answer"),
): Promise<T> => {
  const left = until - clock.elapsed();
  if (left > adaptersBoundMs) return attempt();
  return new Promise<T>((resolve, reject) => {
    const late = (): void => reject(unavailable(failure, doing));
    // First, for what throws at once is to leave no timer behind.
    const trying = attempt();
    trying.finally(clock.after(left, late)).then(resolve, reject);
  });
};

/** To try for so many ms from now. */
export const patienceOf = (
  { clock, settings }: { readonly clock: Clock; readonly settings: Settings },
  ms: number,
  doing: string,
  abandoned: () => boolean = never,
): Patience => ({
  clock,
  backoffCapMs: settings.backoffCapMs,
  until: clock.elapsed() + ms,
  doing,
  abandoned,
});

/** After a failure: waits a little and tries again, while the store is broken and there is time. */
export const persistAfter = async <T>(
  patience: Patience,
  failure: unknown,
  attempt: (failures: number) => Promise<T>,
): Promise<T> => {
  const { clock, until, doing, abandoned, backoffCapMs } = patience;
  let error = failure;
  for (let failures = 1; ; failures++) {
    if (!mayRecover(error)) throw error;
    // Those who failed together would try again together, and meet in step whatever else comes at intervals.
    const pause = spreadMs(`${doing} ${failures}`, backoff(failures - 1, backoffCapMs));
    if (abandoned() || clock.elapsed() + pause > until) throw unavailable(error, doing);
    await sleep(patience, pause);
    if (abandoned()) throw unavailable(error, doing);
    try {
      const tries = failures;
      return await bounded(patience, () => attempt(tries), error);
    } catch (cause) {
      error = cause;
    }
  }
};

/**
 * Tries again while the store is broken. Every append can be sent again (P3), so a lost reply and a lost
 * request are the same to a caller.
 */
export const persist = async <T>(
  patience: Patience,
  attempt: (failures: number) => Promise<T>,
): Promise<T> => {
  try {
    return await bounded(patience, () => attempt(0));
  } catch (error) {
    return persistAfter(patience, error, attempt);
  }
};
