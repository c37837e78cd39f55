import {
  compactionLaws,
  cursorLaws,
  groupLaws,
  notifierLaws,
  openTrial,
  saboteurs,
  storeLaws,
} from "@segno/testkit";
import { describe, expect, it } from "vitest";
import { evictable } from "./memory.ts";

const laws = [...storeLaws, ...notifierLaws, ...cursorLaws, ...groupLaws, ...compactionLaws];

describe("the laws hold of an honest adapter, an evictable one too", () => {
  for (const law of laws) {
    it(law.name, async () => {
      const trial = await openTrial(evictable);
      await law.check(trial);
      await trial.close();
    });
  }
});

describe("every saboteur is caught by the laws it breaks", () => {
  for (const { name, breaks, wrap } of saboteurs) {
    for (const broken of breaks) {
      it(`one that ${name}: ${broken}`, async () => {
        const law = laws.find((one) => one.name === broken);
        if (!law) throw new Error(`No law is named ${broken}.`);
        const trial = await openTrial(async () => {
          const honest = await evictable();
          return { ...honest, adapter: wrap(honest.adapter) };
        });
        const verdict = await law.check(trial).then(
          () => "not caught",
          (error: unknown) => String(error),
        );
        await trial.close();
        expect(verdict).toMatch(/LawBroken|Property failed/);
      });
    }
  }
});

it("every law has its saboteur", () => {
  const broken = new Set(saboteurs.flatMap(({ breaks }) => breaks));
  expect(laws.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
});

it("law names are unique", () => {
  expect(new Set(laws.map(({ name }) => name)).size).toBe(laws.length);
});
