import { type Cancel, type Clock, SegnoError } from "@segno/core";

/** One command and whoever waits for its answer. */
export interface Call {
  /** Its neighbours; `undefined` where it is not under way. Set by `Calls` alone. */
  older: Call | null | undefined;
  newer: Call | null | undefined;
  readonly sent: boolean;
  readonly begunAt: number;
  send(): void;
  fail(cause: unknown): void;
}

/** What is under way on one connection, oldest first; each call is failed when it takes too long. */
export type Calls = {
  readonly add: (call: Call) => void;
  /** False where it was settled before. */
  readonly delete: (call: Call) => boolean;
  readonly sendWaiting: () => void;
  readonly failSent: (cause: unknown) => void;
  readonly failAll: (cause: unknown) => void;
};

export type CallsDeps = {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Why a call that was not even sent had to wait. */
  readonly lastError: () => unknown;
};

/** A timer that comes later than this saw a blocked event loop: the answers may be here, and go first. */
const lateMs = 100;
const graceMs = 50;

/**
 * One timer for all of them: they have one time-out, so the oldest is always due first. A list of their own, and no Set: one
 * of few that come and go is made anew with every fourth, and what it was made of keeps those it held from being collected.
 */
export const createCalls = ({ clock, timeoutMs, lastError }: CallsDeps): Calls => {
  let oldest: Call | null = null;
  let newest: Call | null = null;
  let cancel: Cancel | null = null;

  const all = (): Call[] => {
    const calls: Call[] = [];
    for (let call = oldest; call; call = call.newer ?? null) calls.push(call);
    return calls;
  };

  const late = ({ sent }: Call): SegnoError =>
    sent
      ? new SegnoError("store-unavailable", `Redis did not answer within ${timeoutMs} ms.`)
      : new SegnoError("store-unavailable", `No connection to Redis within ${timeoutMs} ms.`, {
          cause: lastError(),
        });

  const arm = (ms: number, due: number): void => {
    cancel = clock.after(ms, () => look(due), "background");
  };

  const look = (due: number): void => {
    cancel = null;
    const now = clock.elapsed();
    if (now - due > lateMs) {
      arm(graceMs, now + graceMs);
      return;
    }
    for (const call of all()) {
      const left = call.begunAt + timeoutMs - now;
      if (left > 0) {
        arm(left, now + left);
        return;
      }
      call.fail(late(call));
    }
  };

  return {
    add: (call) => {
      call.older = newest;
      call.newer = null;
      if (newest) newest.newer = call;
      else oldest = call;
      newest = call;
      if (!cancel) arm(timeoutMs, call.begunAt + timeoutMs);
    },
    delete: (call) => {
      const { older, newer } = call;
      if (older === undefined || newer === undefined) return false;
      if (older) older.newer = newer;
      else oldest = newer;
      if (newer) newer.older = older;
      else newest = older;
      call.older = undefined;
      call.newer = undefined;
      return true;
    },
    sendWaiting: () => {
      for (const call of all()) if (!call.sent) call.send();
    },
    failSent: (cause) => {
      for (const call of all()) if (call.sent) call.fail(cause);
    },
    failAll: (cause) => {
      for (const call of all()) call.fail(cause);
      cancel?.();
      cancel = null;
    },
  };
};
