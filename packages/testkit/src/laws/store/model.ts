import fc from "fast-check";
import type { Trial } from "../../kit/trial.ts";
import { beside, sideBySide, storeCommands } from "../../model/commands.ts";
import type { AdapterLaw } from "../law-of-adapter.ts";

export const modelLaws: readonly AdapterLaw[] = [
  {
    name: "over random histories it answers, and holds, what the model does",
    promise: "P16",
    check: (trial) =>
      fc.assert(
        fc.asyncProperty(storeCommands(), (commands) =>
          fc.asyncModelRun(() => ({ model: {}, real: beside(trial) }), commands),
        ),
        { seed: trial.seed, numRuns: trial.runs(150) },
      ),
  },
];

/** P16: two adapters give the same answers to the same commands. */
export const sameAnswers = (one: Trial, other: Trial): Promise<void> => {
  const numRuns = Math.min(one.runs(100), other.runs(100));
  return fc.assert(
    fc.asyncProperty(storeCommands(), (commands) =>
      fc.asyncModelRun(() => ({ model: {}, real: sideBySide(one, other) }), commands),
    ),
    { seed: one.seed, numRuns },
  );
};
