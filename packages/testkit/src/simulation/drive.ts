import { isSegnoError } from "@segno/core";
import type fc from "fast-check";
import { demand } from "../kit/law.ts";
import { settled } from "../kit/settled.ts";
import type { VirtualClock } from "../kit/virtual-clock.ts";

/** What is under way, by name, until it has come to an end. */
export type Undertakings = {
  readonly begin: (name: string, doing: Promise<unknown>) => void;
  /** What went wrong beside the refusals that are answers. */
  readonly failures: readonly unknown[];
  /** Lets things happen, in an order that the scheduler chooses, until all that was begun has ended. */
  readonly drive: (slow: () => boolean) => Promise<void>;
  /** Lets happen what is still on its way. */
  readonly drain: () => Promise<void>;
};

/** After this much virtual time everyone must have come to an end. */
const longestMs = 3_600_000;

/** How far time may move at once while a call is under way. */
const slowestCallMs = 3_000;

export const createUndertakings = (clock: VirtualClock, scheduler: fc.Scheduler): Undertakings => {
  const under = new Set<string>();
  const failures: unknown[] = [];

  const until = async (done: () => boolean, slow: () => boolean): Promise<void> => {
    for (;;) {
      await settled();
      if (done()) return;
      const who = [...under].join(", ");
      demand(clock.elapsed() < longestMs, `D: after ${longestMs} ms still under way: ${who}`);
      const next = clock.nextIn();
      const waiting = scheduler.count() > 0;
      if (waiting && (next === null || !slow())) await scheduler.waitNext(1);
      else if (next !== null) await clock.advance(waiting ? Math.min(next, slowestCallMs) : next);
      else demand(false, `D: nothing is left to happen, but still under way: ${who}`);
    }
  };

  return {
    failures,
    begin: (name, doing) => {
      under.add(name);
      doing
        .catch((error: unknown) => {
          // A refusal is an answer; anything else is a fault of the service's, or of the simulation.
          if (!isSegnoError(error)) failures.push(error);
        })
        .finally(() => under.delete(name));
    },
    drive: (slow) => until(() => under.size === 0, slow),
    drain: () =>
      until(
        () => scheduler.count() === 0,
        () => false,
      ),
  };
};
