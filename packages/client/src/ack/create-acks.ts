import {
  type Cancel,
  type Clock,
  isSegnoError,
  type Place,
  placeOf,
  SegnoError,
  systemClock,
} from "@segno/core/browser";
import { type BackoffOptions, createBackoff } from "../backoff.ts";
import { unavailable } from "../outcome.ts";
import { isPassing } from "../problem.ts";
import type { RequestOptions } from "../request.ts";
import { browserWake, type Wake } from "../wake.ts";
import { ackStream } from "./ack-stream.ts";
import { browserLeave, type Leave } from "./browser-leave.ts";

export type AcksOptions = RequestOptions &
  BackoffOptions & {
    /** On whose behalf: 1 to 128 characters. */
    readonly reader: string;
    /** At most one request in so many ms; by default 250. */
    readonly everyMs?: number | undefined;
    /** Is told of an acknowledgement that is refused for good, or given up. */
    readonly onRefused?: ((error: SegnoError) => void) | undefined;
    readonly clock?: Clock | undefined;
    /** From 0 to less than 1: the jitter of the back-off. */
    readonly random?: (() => number) | undefined;
    /** What tells that the device woke; by default the browser's events. */
    readonly wake?: Wake | undefined;
    /** What tells that the page may be about to go; by default the browser's events. */
    readonly leave?: Leave | undefined;
  };

export type Acks = {
  /** The reader has seen this event and all before it. Throws `invalid-position`; all else is told to `onRefused`. */
  readonly ack: (position: string) => void;
  /** Sends what waits, at once. Resolves when it was answered, or could not be. */
  readonly flush: () => Promise<void>;
  /** The same, and lets go of timers and listeners. Nothing is sent after it. */
  readonly close: () => Promise<void>;
};

type Wanted = { readonly place: Place; readonly position: string };

const covers = (place: Place | undefined, other: Place): boolean =>
  place?.incarnation === other.incarnation && place.offset >= other.offset;

/**
 * Acknowledges for a reader of the stream at `url`: one request at a time, seldom, and always the furthest, so that it can be
 * called for every event. What could not be sent is tried again with the next, or after a while.
 */
export const createAcks = (url: string | URL, options: AcksOptions): Acks => {
  const { reader, everyMs = 250, onRefused, headers, fetch, signal } = options;
  const { clock = systemClock, random = Math.random } = options;
  const backoff = createBackoff(clock.elapsed, random, options);
  let furthest: Place | undefined;
  let wanted: Wanted | null = null;
  let sending: Promise<void> | null = null;
  let cancel: Cancel | null = null;
  /** On `clock.elapsed()`: no request before that. */
  let pauseUntil = Number.NEGATIVE_INFINITY;
  let closed = false;

  const failed = (asked: Wanted, cause: unknown): void => {
    const error = isSegnoError(cause) ? cause : unavailable("No answer", cause);
    const inMs = isPassing(error) && !closed ? backoff.failed(everyMs) : null;
    if (inMs === null) {
      // The next one has as much time again.
      backoff.succeeded();
      onRefused?.(error);
    } else {
      wanted ??= asked;
      pauseUntil = clock.elapsed() + inMs;
    }
  };

  const send = (): void => {
    cancel?.();
    cancel = null;
    if (!wanted || sending || signal?.aborted) return;
    const asked = wanted;
    wanted = null;
    pauseUntil = clock.elapsed() + everyMs;
    const { position } = asked;
    sending = ackStream(url, { reader, position, headers, fetch, signal })
      .then(backoff.succeeded, (cause: unknown) => failed(asked, cause))
      .finally(() => {
        sending = null;
        schedule();
      });
  };

  const schedule = (): void => {
    if (!wanted || sending || cancel) return;
    const pause = pauseUntil - clock.elapsed();
    if (pause <= 0 || closed) send();
    else cancel = clock.after(pause, send);
  };

  const flush = async (): Promise<void> => {
    // What is on its way may be less than what waits.
    await sending;
    send();
    await sending;
  };

  const unleave = (options.leave ?? browserLeave)(() => void flush());
  const unwake = (options.wake ?? browserWake)(() => {
    backoff.woke();
    send();
  });

  return {
    ack: (position) => {
      const place = placeOf(position);
      if (!place) throw new SegnoError("invalid-position", "That is no position to acknowledge");
      if (closed || covers(furthest, place)) return;
      furthest = place;
      wanted = { place, position };
      schedule();
    },
    flush,
    close: async () => {
      if (closed) return;
      closed = true;
      unleave();
      unwake();
      await flush();
      cancel?.();
    },
  };
};
