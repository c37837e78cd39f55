import { createStreams, isSegnoError } from "@segno/core";
import {
  failingOverLaws,
  openStage,
  type Said,
  serviceLaws,
  serviceSaboteurs,
} from "@segno/testkit";
import { describe, expect, it } from "vitest";
import { evictable, forgetful } from "./memory.ts";

const failingOver = new Set(failingOverLaws.map(({ name }) => name));

describe("every sabotaged service is caught by the laws it breaks", () => {
  for (const { name, breaks, create, wrap } of serviceSaboteurs) {
    for (const broken of breaks) {
      it(`one that ${name}: ${broken}`, async () => {
        const law = serviceLaws.find((one) => one.name === broken);
        if (!law) throw new Error(`No law is named ${broken}.`);
        const needsFailover = failingOver.has(broken);
        const factory = async () => {
          const honest = await (needsFailover ? forgetful() : evictable());
          return { ...honest, adapter: wrap?.(honest.adapter) ?? honest.adapter };
        };
        const made = create?.(createStreams<Said>) ?? createStreams<Said>;
        const stage = await openStage(factory, { create: made });
        const verdict = await law.check(stage).then(
          () => "not caught",
          (error: unknown) => `${isSegnoError(error) ? error.code : ""} ${String(error)}`,
        );
        expect(verdict).toMatch(/LawBroken|SegnoError|Property failed/);
        // One that cannot even be set up shows nothing of the law.
        expect(verdict).not.toContain("invalid-options");
      });
    }
  }
});

it("every law of the service has its saboteur", () => {
  const broken = new Set(serviceSaboteurs.flatMap(({ breaks }) => breaks));
  expect(serviceLaws.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
});
