import { ownServers } from "@segno/tools/test-redis";
import { describe, expect, test } from "vitest";
import { runScenario } from "../../src/faults/frame/run-scenario.ts";
import type { Scenario } from "../../src/faults/frame/scenario.ts";
import { busy } from "../../src/faults/stage/busy.ts";
import type { ProcOptions } from "../../src/faults/stage/proc.ts";
import { brokenAdapters } from "../../src/faults/stage/saboteurs.ts";

/** Nothing happens, but to the adapter. */
const calmly = (options: ProcOptions): Scenario => ({
  number: 0,
  name: "calm",
  invariants: ["A", "B", "E"],
  kinds: ["streams"],
  run: async (stage) => {
    const server = await stage.server();
    const [broken, calm] = [stage.process(server, options), stage.process(server)];
    // Who reads where it is written is told by the writer, and needs no notice.
    const reading = [broken, stage.process(server, options)];
    const play = await busy(stage, { writing: broken, reading, calm, streams: 2 });
    await stage.pause(300);
    return play.finish(() => "");
  },
});

const options = { kind: "streams", seed: 3, length: "short" } as const;

describe.skipIf(!ownServers)("the stage of the faults", () => {
  test("where nothing is wrong, nothing is found", async () => {
    expect(await runScenario(calmly({}), options)).toMatchObject({ verdict: "holds" });
  });

  test.each(brokenAdapters)(
    "$name: found as $breaks",
    async ({ breaks, sabotage }) => {
      const result = await runScenario(calmly({ sabotage }), options);
      const found = result.verdict === "violated" ? result.violations : [];
      expect(found.map(({ invariant }) => invariant)).toContain(breaks);
    },
    40_000,
  );
});
