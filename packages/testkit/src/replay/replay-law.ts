import { createStreams, type StreamsOptions, systemClock } from "@segno/core";
import fc from "fast-check";
import type { AdapterFactory } from "../kit/adapter-under-test.ts";
import { seededIds } from "../kit/seeded-ids.ts";
import { trialOf } from "../kit/trial.ts";
import { createUntil } from "../kit/until.ts";
import { type Folding, foldsAlike } from "./folds-alike.ts";
import { historyOf } from "./history.ts";

export type ReplayOptions<A, State> = Folding<A, State> & {
  readonly adapter: AdapterFactory;
  /** One payload of yours, as it is written. */
  readonly payload: fc.Arbitrary<A>;
  /** How your service reads them. */
  readonly streams?: Pick<StreamsOptions<A>, "chunk" | "upcast">;
  readonly seed?: number;
  /** How many random histories; 50 by default. */
  readonly runs?: number;
};

/**
 * For your own events and projections: over random histories, cut at random places, the state folded from a replay
 * is the state that was folded live. Rejects with the shortest history that shows otherwise, and its seed.
 */
export const replayLaw = async <A, State>({
  adapter: factory,
  payload,
  streams = {},
  seed = 1,
  runs = 50,
  ...folding
}: ReplayOptions<A, State>): Promise<void> => {
  const subject = await factory();
  const clock = subject.clock ?? systemClock;
  const trial = trialOf(subject, seed);
  const until = createUntil(subject.clock);
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      clock.after(ms, resolve);
    });
  let processes = 0;
  const property = fc.asyncProperty(historyOf(payload), async (history) => {
    const opened: { close: () => Promise<void> }[] = [];
    const process = () => {
      processes += 1;
      const ids = seededIds(clock, seed * 1_000 + processes);
      const pages = { pageEvents: 7, ringEvents: 8 };
      const close = async (): Promise<void> => {};
      const opening = createStreams<A>({
        ...subject.adapter,
        close,
        ...streams,
        ...pages,
        clock,
        ids,
      });
      opened.push(opening);
      return opening;
    };
    try {
      await foldsAlike({ id: trial.id(), process, until, sleep }, history, folding);
    } finally {
      await until(Promise.all(opened.map((one) => one.close())), "closing");
    }
  });
  await fc.assert(property, { seed, numRuns: runs }).finally(() => subject.close());
};
