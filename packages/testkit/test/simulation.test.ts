import { type Clock, createStreams } from "@segno/core";
import { memoryStreams } from "@segno/memory";
import { modelStreams, type Said, saboteurs, serviceSaboteurs, simulate } from "@segno/testkit";
import { describe, expect, it } from "vitest";

it("the service keeps its invariants in every interleaving that the seed chooses", async () => {
  await simulate({ adapter: (clock) => memoryStreams({ clock }), seed: 1, runs: 100 });
}, 60_000);

it("and when the store forgets, as failovers do", async () => {
  await simulate({ adapter: modelStreams, seed: 1, runs: 100 });
}, 60_000);

/** What the simulation must notice, whatever law names it too. */
const adapters = [
  "accepts a fenced writer",
  "stops whatever life it meets",
  "stores what is sent again a second time",
  "takes a batch for stored when the head is past it",
  "forgets what it had stored once a stream has ended",
  "goes on by the offset alone, in whatever life",
  "leaves an entry out between two pages",
  "announces other entries than it stored",
];
const services = [
  "gives whatever a start begins the name of its call",
  "leaves an event out",
  "gives an event twice",
  "resumes one event too late",
  "does not mark a reset",
  "hides every error behind a clean end",
  "takes a write for durable when it is sent",
  "never gives a producer up",
  "leaves who stands at the terminal waiting for more",
];

/** What it must notice where the store forgets. */
const forgetful = ["closes gaps by renumbering", "reads exclusively, without a look at the epoch"];

describe("the simulation catches", () => {
  const verdict = async (options: Parameters<typeof simulate>[0]): Promise<string> =>
    simulate({ ...options, runs: 400, shrink: false }).then(
      () => "not caught",
      (error: unknown) => String(error),
    );

  for (const { name, wrap } of saboteurs.filter((one) => adapters.includes(one.name))) {
    it(`an adapter that ${name}`, async () => {
      const caught = await verdict({ adapter: (clock) => wrap(memoryStreams({ clock })) });
      expect(caught).toContain("Property failed");
    }, 60_000);
  }

  it("a store that forgets and counts epochs one by one", async () => {
    const adapter = (clock: Clock) => modelStreams(clock, (last) => last + 1);
    expect(await verdict({ adapter })).toContain("Property failed");
  }, 60_000);

  for (const { name, wrap } of saboteurs.filter((one) => forgetful.includes(one.name))) {
    it(`a store that forgets and ${name}`, async () => {
      const adapter = (clock: Clock) => {
        const honest = modelStreams(clock);
        return { ...wrap(honest), rewind: honest.rewind };
      };
      expect(await verdict({ adapter })).toContain("Property failed");
    }, 60_000);
  }

  for (const { name, create } of serviceSaboteurs.filter((one) => services.includes(one.name))) {
    it(`a service that ${name}`, async () => {
      const adapter = (clock: Clock) => memoryStreams({ clock });
      const caught = await verdict({
        adapter,
        ...(create && { create: create(createStreams<Said>) }),
      });
      expect(caught).toContain("Property failed");
    }, 60_000);
  }
});
