import { begin } from "../../kit/acting.ts";
import { consumerOf, groupsOf, textsIn } from "../../kit/consuming.ts";
import { same } from "../../kit/same.ts";
import type { AdapterLaw } from "../law-of-adapter.ts";

export const handingOutLaws: readonly AdapterLaw[] = [
  {
    name: "each event is handed to one consumer of a group, in order, and once while it is at work",
    promise: "T20",
    check: async (trial) => {
      groupsOf(trial);
      const writer = await begin(trial);
      for (const word of ["a", "b", "c", "d"]) await writer.write(word);
      const [ann, bob] = [consumerOf(trial, writer, "ann"), consumerOf(trial, writer, "bob")];
      same(await ann.texts({ limit: 2 }), ["started", "a"], "The first one gets the first two");
      same(await bob.texts({ limit: 2 }), ["b", "c"], "Another gets those behind");
      same(await ann.texts(), ["d"], "And the first one the rest");
      same(await bob.texts(), [], "Then there is nothing");
      await writer.write("e", "f");
      same(await bob.texts(), ["e", "f"], "What comes later is handed out too");
      same(await ann.texts(), [], "Once");
      await writer.end();
      same(await ann.texts(), ["completed"], "So is the ending");
    },
  },
  {
    name: "consumers who ask at once share the events: each is somebody's, and nobody else's",
    promise: "T20",
    check: async (trial) => {
      groupsOf(trial);
      const writer = await begin(trial);
      const all = Array.from({ length: 60 }, (_, at) => `${at}`);
      for (const word of all) await writer.write(word);
      const everyone = ["ann", "bob", "cid", "dot"].map((name) => consumerOf(trial, writer, name));
      const shares = await Promise.all(
        everyone.map(async (one): Promise<readonly string[]> => {
          const share: string[] = [];
          for (;;) {
            const { parcels } = await one.take({ limit: 3 });
            if (parcels.length === 0) return share;
            share.push(...textsIn(parcels));
            await one.acknowledge(...parcels);
          }
        }),
      );
      const handed = shares.flat().sort((one, other) => Number(one) - Number(other));
      same(
        handed.filter((text) => text !== "started"),
        all,
        "Each event was handed out once",
      );
    },
  },
  {
    name: "groups do not touch one another, nor do streams",
    promise: "T20",
    check: async (trial) => {
      groupsOf(trial);
      const writer = await begin(trial);
      const other = await begin(trial, { entries: ["another"] });
      const here = consumerOf(trial, writer, "ann", "here");
      const there = consumerOf(trial, writer, "ann", "there");
      const first = (await here.take()).parcels;
      same(textsIn(first), ["started"], "One group gets the event");
      await here.bury(...first);
      same(await there.texts(), ["started"], "Another gets it too");
      await writer.end();
      const last = (await here.take()).parcels;
      same(textsIn(last), ["completed"], "Each goes on where it was");
      same((await here.acknowledge(...last)).through, true, "One may be through");
      same((await there.take()).through, false, "When another is not");
      same(
        await consumerOf(trial, other, "ann", "here").texts(),
        ["another"],
        "A group of that name on another stream is another group",
      );
    },
  },
  {
    name: "a new group begins with the first event, or behind the last; one that is there goes on",
    promise: "T20",
    check: async (trial) => {
      groupsOf(trial);
      const writer = await begin(trial);
      await writer.write("a");
      const late = consumerOf(trial, writer, "ann", "late");
      same(await late.texts({ from: "end" }), [], "Behind the last there is nothing");
      await writer.write("b");
      same(await late.texts({ from: "start" }), ["b"], "It goes on there, whatever is asked");
      const whole = consumerOf(trial, writer, "ann", "whole");
      same(await whole.texts({ from: "start" }), ["started", "a", "b"], "Another begins anew");
    },
  },
];
