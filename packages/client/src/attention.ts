import type { Clock } from "@segno/core/browser";
import type { Wake, Waking } from "./wake.ts";

/** What ends a wait besides what is waited for. */
export type Interruption =
  | { readonly _tag: "timed-out" }
  | { readonly _tag: "woken" }
  | { readonly _tag: "aborted"; readonly reason: unknown }
  | { readonly _tag: "left" };

export type Surroundings = {
  readonly clock: Clock;
  readonly wake: Wake;
  /** The caller's own. */
  readonly signal: AbortSignal | undefined;
  /** Aborts when the caller leaves. */
  readonly left: AbortSignal;
  /** Is told at once of the caller's abort, also while nobody pulls. */
  readonly onAborted: (reason: unknown) => void;
};

export type Attention = {
  /** Aborts with an `Interruption`; all that this held is released by then. */
  readonly signal: AbortSignal;
  /** The same, or a rejection with the interruption, whichever comes first. */
  readonly unlessInterrupted: <T>(promise: Promise<T>) => Promise<T>;
  /** Waits for nothing else. */
  readonly interrupted: () => Promise<Interruption>;
  /** Something was heard: the time begins anew. */
  readonly heard: () => void;
  readonly release: () => void;
};

export type AttentionOptions = {
  /** How long nothing may be heard. */
  readonly limitMs: number;
  /** Whether a wake ends it, when nothing was heard for so long. */
  readonly wakes: (waking: Waking, quietMs: number) => boolean;
  /** Its timer does not keep the process alive. */
  readonly background?: "background" | undefined;
};

/**
 * Waits on behalf of one line, or of the pause before the next, and holds a timer and listeners for as long.
 * They go with the time limit too, so that a follower that nobody pulls any more holds nothing.
 */
export const attend = (
  { clock, wake, signal: caller, left, onAborted }: Surroundings,
  { limitMs, wakes, background }: AttentionOptions,
): Attention => {
  const interrupted = new AbortController();
  const { signal } = interrupted;
  let heardAt = clock.elapsed();
  const quiet = (): number => clock.elapsed() - heardAt;

  const interrupt = (interruption: Interruption): void => {
    release();
    interrupted.abort(interruption);
  };
  const onAbort = (): void => {
    onAborted(caller?.reason);
    interrupt({ _tag: "aborted", reason: caller?.reason });
  };
  const onLeft = (): void => interrupt({ _tag: "left" });
  const look = (): void => {
    if (quiet() >= limitMs) interrupt({ _tag: "timed-out" });
    else cancel = clock.after(limitMs - quiet(), look, background);
  };
  const unwake = wake((waking) => {
    if (wakes(waking, quiet())) interrupt({ _tag: "woken" });
  });
  let cancel = clock.after(limitMs, look, background);
  const release = (): void => {
    cancel();
    unwake();
    caller?.removeEventListener("abort", onAbort);
    left.removeEventListener("abort", onLeft);
  };
  caller?.addEventListener("abort", onAbort);
  left.addEventListener("abort", onLeft);
  if (caller?.aborted) onAbort();
  else if (left.aborted) onLeft();

  const unlessInterrupted: Attention["unlessInterrupted"] = (promise) =>
    new Promise((resolve, reject) => {
      const stop = (): void => reject(signal.reason);
      const settled = (): void => signal.removeEventListener("abort", stop);
      signal.addEventListener("abort", stop);
      promise.then(resolve, reject).finally(settled);
      if (signal.aborted) stop();
    });

  return {
    signal,
    release,
    heard: () => {
      heardAt = clock.elapsed();
    },
    unlessInterrupted,
    interrupted: () => unlessInterrupted(new Promise<never>(() => {})).catch((why) => why),
  };
};
