import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "./random.ts";

/** Whoever was held up longer does not make up for it. */
const longestLagMs = 100;

/** Waits between two tokens, as long as this pace asks for; not at all once the signal has come. */
export type Rhythm = (paceMs: number, signal: AbortSignal) => Promise<void>;

/** As a model speaks: even on the whole, with a breath now and then. */
export const createRhythm = (random: Random): Rhythm => {
  let due = performance.now();
  return async (paceMs, signal) => {
    const now = performance.now();
    const step = random() < 0.01 ? paceMs * 25 : paceMs * 0.76;
    due = Math.max(due + step, now - longestLagMs);
    const early = due - now;
    // The stop comes through `ready`, which is awaited next.
    if (early >= 1) await sleep(early, undefined, { signal }).catch(() => {});
  };
};
