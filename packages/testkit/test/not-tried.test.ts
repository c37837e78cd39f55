import {
  type AdapterFactory,
  compactionLaws,
  cursorLaws,
  failingOverLaws,
  groupLaws,
  holdingLaws,
  LawNotTried,
  notifierLaws,
  openStage,
  openTrial,
  playingLaws,
  serviceLaws,
  sharingLaws,
  storeLaws,
  tenantLaws,
  tenantServiceLaws,
} from "@segno/testkit";
import { expect, it } from "vitest";
import { evictable, forgetful, memory } from "./memory.ts";

const ofStage = (factory: AdapterFactory) =>
  serviceLaws.map(({ name, check }) => ({
    name,
    run: async () => {
      const stage = await openStage(factory);
      await check(stage).finally(() => stage.close());
    },
  }));

/** What does not pass in a runner that knows of nothing but resolving and rejecting. */
const unpassed = async (factory: AdapterFactory): Promise<string[]> => {
  const trial = await openTrial(factory);
  const ofTrial = [
    ...storeLaws,
    ...notifierLaws,
    ...cursorLaws,
    ...groupLaws,
    ...compactionLaws,
  ].map(({ name, check }) => ({
    name,
    run: () => check(trial),
  }));
  const names: string[] = [];
  for (const { name, run } of [...ofTrial, ...ofStage(factory)]) {
    await run().catch((error: unknown) => {
      expect(error).toBeInstanceOf(LawNotTried);
      names.push(name);
    });
  }
  await trial.close();
  return names;
};

const evictions = [
  "hole 16: what is left of an evicted stream does not stand in a start's way",
  "hole 16: a log that is gone ends readers as trimmed",
];
const groupEvictions = [
  "a log that is gone is trimmed for a group, too",
  "consumers of what is not there, is removed, runs out or is trimmed are told by name",
];
const tenants = [...tenantLaws, ...tenantServiceLaws].map(({ name }) => name);
const places = [...cursorLaws, ...playingLaws, ...holdingLaws].map(({ name }) => name);
const groups = [...groupLaws, ...sharingLaws].map(({ name }) => name);
const compactions = compactionLaws.map(({ name }) => name);
const failovers = failingOverLaws.map(({ name }) => name);

it.each([
  [
    "neither evicts nor forgets",
    memory,
    [...evictions, ...groupEvictions, ...failovers, ...compactions],
  ],
  ["evicts", evictable, failovers],
  [
    "forgets, and knows neither tenants nor readers nor groups",
    forgetful,
    [...evictions, ...tenants, ...places, ...groups, ...compactions],
  ],
])("what cannot be tried on an adapter that %s has not passed", async (_, factory, expected) => {
  expect((await unpassed(factory)).sort()).toEqual([...expected].sort());
});
