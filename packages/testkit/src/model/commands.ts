import type { Term } from "@segno/core";
import fc from "fast-check";
import type { Trial } from "../kit/trial.ts";
import { createSide, type Side, stepBoth } from "./compare.ts";
import { modelStore } from "./model-store.ts";
import { type Step, showStep, step } from "./steps.ts";

/** Two stores side by side, and how time passes for them. */
export type Pair = {
  readonly one: Side;
  readonly other: Side;
  /** A part of the longest pause. */
  readonly pause: (part: number) => Promise<void>;
  /** Takes a copy of both, and puts the last one back; nothing happens where a store cannot. */
  readonly snapshot: () => Promise<void>;
  readonly failOver: () => Promise<void>;
  /** Called with the time of the first side's answer, before the other is asked. */
  readonly at: (now: number) => void;
};

type Nothing = Record<string, never>;

const commandOf = (one: Step): fc.AsyncCommand<Nothing, Pair> => ({
  check: () => true,
  run: async (_model, pair) => {
    if (one.type === "pause") await pair.pause(one.part);
    else if (one.type === "snapshot") await pair.snapshot();
    else if (one.type === "fail-over") await pair.failOver();
    else await stepBoth(pair.one, pair.other, one, pair.at);
  },
  toString: () => showStep(one),
});

/** Random histories as fast-check's commands, to be run with `fc.asyncModelRun` over a `Pair`. */
export const storeCommands = (
  maxCommands = 60,
): fc.Arbitrary<Iterable<fc.AsyncCommand<Nothing, Pair>>> =>
  fc.commands([step.map(commandOf)], { maxCommands, size: "max" });

const longLived: Omit<Term, "producer"> = {
  leaseMs: 10_000,
  activeTtlMs: 60_000,
  endedTtlMs: 90_000,
};

/** Short enough in virtual time that pauses see streams expire. */
const shortLived: Omit<Term, "producer"> = { leaseMs: 300, activeTtlMs: 1_000, endedTtlMs: 2_000 };

/** The trial's store beside the model, which is told the store's time with each of its answers. */
export const beside = (trial: Trial): Pair => {
  let now = 0;
  const at = (time: number): void => {
    now = Math.max(now, time);
  };
  const id = trial.id();
  const terms = trial.virtual ? shortLived : longLived;
  const model = modelStore(() => now);
  let putBack: (() => Promise<void>) | null = null;
  return {
    snapshot: async () => {
      const restore = await trial.snapshot?.(id);
      const held = model.snapshot();
      putBack = restore
        ? async () => {
            await restore();
            model.restore(held);
          }
        : null;
    },
    failOver: async () => {
      await putBack?.();
      // No failover is over within the millisecond in which it began: epochs move with time.
      await trial.pass(2);
    },
    one: createSide({ name: "the store", store: trial.store, id, terms, times: true }),
    other: createSide({ name: "the model", store: model, id, terms, times: true }),
    pause: (part) => trial.pass(Math.floor(part * (trial.virtual ? 700 : 3))),
    at,
  };
};

/** Two trials, each with a time of its own: what depends on time is compared by its order. */
export const sideBySide = (one: Trial, other: Trial): Pair => ({
  one: createSide({ name: "one", store: one.store, id: one.id(), terms: longLived, times: false }),
  other: createSide({
    name: "the other",
    store: other.store,
    id: other.id(),
    terms: longLived,
    times: false,
  }),
  pause: async (part) => {
    await Promise.all([one, other].map((trial) => trial.pass(1 + Math.floor(part * 3))));
  },
  snapshot: async () => {},
  failOver: async () => {},
  at: () => {},
});
