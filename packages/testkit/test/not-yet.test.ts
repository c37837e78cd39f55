import { lawsNotYetKept, openStage } from "@segno/testkit";
import { describe, it } from "vitest";
import { evictable } from "./memory.ts";

describe("promises that are not kept yet", () => {
  for (const law of lawsNotYetKept) {
    it.fails(`${law.promise} ${law.name}`, async () => {
      const stage = await openStage(evictable);
      await law.check(stage);
    });
  }
});
