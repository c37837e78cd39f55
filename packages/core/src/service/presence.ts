import type { Cancel, Clock } from "../ports/clock.ts";
import type { Notice, Notifier, Subscription } from "../ports/notifier.ts";
import type { StreamId } from "../stream/ids.ts";
import { backoff } from "./persist.ts";

type HeartbeatOptions = {
  readonly clock: Clock;
  readonly heartbeatMs: number;
  readonly lastSent: () => number;
  /** Whether anybody still cares: a leaked writer must not keep its stream alive for ever. */
  readonly attended: () => boolean;
  readonly beat: () => void;
};

/** A sign of life whenever nothing was sent for a while. Returns how to end it. */
export const startHeartbeat = (options: HeartbeatOptions): Cancel => {
  const { clock, heartbeatMs, lastSent, attended, beat } = options;
  let cancel: Cancel = () => {};
  const arm = (ms: number): void => {
    cancel = clock.after(
      ms,
      () => {
        const silent = clock.elapsed() - lastSent();
        const due = silent >= heartbeatMs;
        if (due && attended()) beat();
        arm(due ? heartbeatMs : heartbeatMs - silent);
      },
      "background",
    );
  };
  arm(heartbeatMs);
  return () => cancel();
};

type ControlOptions = {
  readonly id: StreamId;
  readonly clock: Clock;
  readonly notifier: Notifier;
  readonly backoffCapMs: number;
  /** Something may have been done to the stream: ask the store. */
  readonly look: () => void;
};

/**
 * Listens to what others do to a producer's stream. A notice is a hint, so all it leads to is a question to the
 * store; the first question comes with the subscription itself, for what was announced before it was up.
 */
export const listenToControl = (options: ControlOptions): (() => Promise<void>) => {
  const { id, clock, notifier, backoffCapMs, look } = options;
  let closed = false;
  let subscription: Subscription | null = null;
  let cancel: Cancel = () => {};
  const hear = (_notice: Notice): void => {
    if (!closed) look();
  };
  const attempt = async (failures: number): Promise<void> => {
    try {
      const confirmed = await notifier.subscribe(id, "control", hear);
      if (closed) return await confirmed.close();
      subscription = confirmed;
      look();
    } catch {
      // Until it is up, heartbeats find out what notices would have told.
      if (!closed) {
        cancel = clock.after(
          backoff(failures, backoffCapMs),
          () => void attempt(failures + 1),
          "background",
        );
      }
    }
  };
  const first = attempt(0);
  return async () => {
    closed = true;
    cancel();
    await first;
    await subscription?.close();
  };
};
