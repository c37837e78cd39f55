import { ownServers } from "@segno/tools/test-redis";
import { describe, expect, test } from "vitest";
import { runScenario } from "../../src/faults/frame/run-scenario.ts";
import { scenarios } from "../../src/faults/scenarios/index.ts";

const seed = 20;

/** A short run of each scenario from one number to another, on both adapters at once. */
export const matrix = (from: number, to: number): void => {
  const chosen = scenarios.filter(({ number }) => number >= from && number <= to);
  describe.skipIf(!ownServers)(`faults ${from} to ${to}`, () => {
    test.for(chosen)("$number $name", { timeout: 40_000, retry: 0 }, async (scenario, { skip }) => {
      const results = await Promise.all(
        scenario.kinds.map((kind) => runScenario(scenario, { kind, seed, length: "short" })),
      );
      for (const result of results) {
        const wrong = result.verdict === "violated" ? result.violations : [];
        expect(wrong, `npm run faults -- --short --only ${scenario.number} --seed ${seed}`).toEqual(
          [],
        );
      }
      const notRun = results.filter((result) => result.verdict === "not run");
      skip(notRun.length === results.length, notRun.map(({ why }) => why).join("; "));
    });
  });
};
