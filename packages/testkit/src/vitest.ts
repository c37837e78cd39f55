import { afterAll, beforeAll, describe, it } from "vitest";
import type { AdapterFactory } from "./kit/adapter-under-test.ts";
import { type Climate, calm, climates } from "./kit/climates.ts";
import { LawNotTried } from "./kit/law.ts";
import { openStage } from "./kit/stage.ts";
import { type OpenTrial, openTrial } from "./kit/trial.ts";
import { compactionLaws } from "./laws/compaction/index.ts";
import { cursorLaws } from "./laws/cursors/index.ts";
import { groupLaws } from "./laws/groups/index.ts";
import type { AdapterLaw } from "./laws/law-of-adapter.ts";
import { notifierLaws } from "./laws/notifier/index.ts";
import { serviceLaws } from "./laws/service/index.ts";
import { storeLaws } from "./laws/store/index.ts";

export type DescribeOptions = {
  /** Chooses names and random histories; 1 by default. */
  readonly seed?: number;
};

/** What could not be tried is shown as skipped, with what it needs. */
const tried = async (verdict: Promise<void>, skip: (why: string) => never): Promise<void> => {
  try {
    await verdict;
  } catch (error) {
    if (error instanceof LawNotTried) skip(error.message);
    throw error;
  }
};

/** One test for each law, all on one adapter and each on streams of its own. */
export const describeAdapter = (
  name: string,
  factory: AdapterFactory,
  { seed = 1 }: DescribeOptions = {},
): void => {
  describe(name, () => {
    let trial: OpenTrial | undefined;
    beforeAll(async () => {
      trial = await openTrial(factory, seed);
    });
    afterAll(() => trial?.close());

    const laws: readonly (readonly [string, readonly AdapterLaw[]])[] = [
      ["store", storeLaws],
      ["notifier", notifierLaws],
      ["cursors", cursorLaws],
      ["groups", groupLaws],
      ["compaction", compactionLaws],
    ];
    for (const [subject, ofSubject] of laws) {
      describe(subject, () => {
        for (const law of ofSubject) {
          it(`${law.promise} ${law.name}`, async ({ skip }) => {
            if (!trial) throw new Error("The adapter could not be opened.");
            await tried(law.check(trial), skip);
          });
        }
      });
    }
  });
};

export type DescribeServiceOptions = DescribeOptions & {
  /** In which weathers the laws must hold; by default in every one of `climates`. */
  readonly climates?: readonly Climate[];
  /** Runs the laws beside one another: for real time, where each mostly waits. */
  readonly concurrent?: boolean;
};

/** The promises of the whole service over an adapter: one test for each law in each weather. */
export const describeService = (
  name: string,
  factory: AdapterFactory,
  { seed = 1, climates: weathers = climates, concurrent = false }: DescribeServiceOptions = {},
): void => {
  describe(name, () => {
    for (const climate of weathers) {
      describe(climate.name, () => {
        for (const law of serviceLaws) {
          if (law.calm && climate !== calm) continue;
          it(`${law.promise} ${law.name}`, { concurrent }, async ({ skip }) => {
            const stage = await openStage(factory, { seed, climate });
            try {
              await tried(law.check(stage), skip);
            } finally {
              await stage.close();
            }
          });
        }
      });
    }
  });
};
