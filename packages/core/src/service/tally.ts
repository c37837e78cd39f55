import { isSegnoError, type SegnoErrorCode } from "../errors/segno-error.ts";
import type { ObservedService, Observer, ServiceObserver, Stats } from "../ports/observer.ts";
import type { Begun } from "./begin.ts";
import type { Outcome } from "./healing.ts";

/** What a service counts. Numbers that are always there: who looks at them costs nothing on the way. */
export class Tally {
  followers = 0;
  starts = { new: 0, recreated: 0, takenOver: 0, refused: 0 };
  ends = { completed: 0, failed: 0, stopped: 0, dead: 0 };
  appends = { batches: 0, events: 0, bytes: 0, ms: 0, duplicates: 0, healedGaps: 0 };
  follows = { hits: 0, misses: 0, replayed: 0, live: 0, detached: 0 };
  producersLost = 0;

  began(how: Begun["began"]): void {
    this.starts[how === "taken-over" ? "takenOver" : how]++;
  }

  over(how: Outcome): void {
    this.ends[how.ended?.terminal ?? "dead"]++;
  }

  stats(writers: number): Stats {
    return {
      writers,
      followers: this.followers,
      starts: { ...this.starts },
      ends: { ...this.ends },
      appends: { ...this.appends },
      follows: { ...this.follows },
      producersLost: this.producersLost,
    };
  }
}

/** Ends that say that what a reader had a position in is no longer there. */
const missed = new Set<SegnoErrorCode>(["not-found", "expired", "deleted", "trimmed", "diverged"]);

export const isMiss = (code: string): boolean => missed.has(code as SegnoErrorCode);

/** Of whatever was thrown. */
export const codeOf = (error: unknown): SegnoErrorCode =>
  isSegnoError(error) ? error.code : "store-unavailable";

/** What it throws is dropped: to be watched must change nothing. */
const quiet = (observer: ServiceObserver): ServiceObserver => {
  const guarded =
    <Args extends unknown[], T>(of: object, call: ((...args: Args) => T) | undefined) =>
    (...args: Args): T | undefined => {
      try {
        return call?.apply(of, args);
      } catch {
        return undefined;
      }
    };
  const { start, follow, appended, ended, heard, behind, close } = observer;
  return {
    start: (id) => {
      const one = guarded(observer, start)(id);
      return one && { ...one, done: guarded(one, one.done) };
    },
    follow: (id, resumed) => {
      const one = guarded(observer, follow)(id, resumed);
      if (!one) return undefined;
      const follows = one.follows && { follows: guarded(one, one.follows) };
      return { ...follows, done: guarded(one, one.done) };
    },
    ...(appended && { appended: guarded(observer, appended) }),
    ...(ended && { ended: guarded(observer, ended) }),
    ...(heard && { heard: guarded(observer, heard) }),
    ...(behind && { behind: guarded(observer, behind) }),
    close: guarded(observer, close),
  };
};

/** Who watches this service; null where nobody does, or nobody can. */
export const observing = (
  observer: Observer | undefined,
  service: ObservedService,
): ServiceObserver | null => {
  try {
    return observer ? quiet(observer.open(service)) : null;
  } catch {
    return null;
  }
};
