import { same } from "./same.ts";
import type { Stage } from "./stage.ts";

/** Subscriptions and, where the clock tells, timers are back to what they were. */
export const released = async (
  stage: Stage,
  open: number,
  timers: number | null,
  who: string,
): Promise<void> => {
  await stage.eventually(
    () => stage.counts.open === open,
    `${who} left ${stage.counts.open - open} subscriptions behind.`,
    stage.trial.virtual ? 500 : 2_000,
  );
  same(stage.timers(), timers, `${who} left timers behind`);
};

/** How many timers there are now, and how many a store keeps for a stream that has ended. */
export const resting = async (stage: Stage): Promise<(streams: number) => number | null> => {
  const before = stage.timers();
  const id = stage.trial.id();
  await stage.until(
    stage.process().run(id, () => {}),
    "a run",
  );
  await stage.eventually(() => stage.counts.open === 0, "The writer lets go.");
  const after = stage.timers();
  return (streams) =>
    before === null || after === null ? null : after + streams * (after - before);
};
