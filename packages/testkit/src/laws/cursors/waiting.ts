import { begin } from "../../kit/acting.ts";
import { listen } from "../../kit/ears.ts";
import { ann, ben, cursorsOf, noted } from "../../kit/readings.ts";
import { same } from "../../kit/same.ts";
import type { AdapterLaw } from "../law-of-adapter.ts";

export const waitingLaws: readonly AdapterLaw[] = [
  {
    name: "a reader that is waited for is told so, until another lease is given",
    promise: "P7",
    check: async (trial) => {
      const cursors = cursorsOf(trial);
      const writer = await begin(trial);
      const { id } = writer;
      const first = writer.place();
      const leaseOf = async () => (await cursors.read(id, ann)).reading?.leaseMs;
      const given = noted(await cursors.advance(id, ann, first, 5_000), "A lease");
      same(given.leaseMs, 5_000, "The lease is given");
      const kept = noted(await cursors.advance(id, ann, first), "A sign of life after it");
      same([kept.leaseMs, await leaseOf()], [5_000, 5_000], "A sign of life leaves it as it is");
      noted(await cursors.advance(id, ann, first, 7_000), "Another lease");
      same(await leaseOf(), 7_000, "The last one stands");
      const other = noted(await cursors.advance(id, ben, first), "Another reader");
      same(other.leaseMs, null, "Nobody else is waited for");
    },
  },
  {
    name: "a sign of life is noted at the store's time",
    promise: "P7",
    check: async (trial) => {
      const cursors = cursorsOf(trial);
      const writer = await begin(trial);
      let before = 0;
      for (let signs = 0; signs < 3; signs++) {
        const earliest = (await trial.store.head(writer.id)).now;
        const { seenAt } = noted(
          await cursors.advance(writer.id, ann, writer.place()),
          "A sign of life",
        );
        const { reading, now } = await cursors.read(writer.id, ann);
        same(reading?.seenAt, seenAt, "What is answered is what is read");
        same([earliest <= seenAt, seenAt <= now], [true, true], "It is of the time it came at");
        same(seenAt > before || signs === 0, true, "Each is later than the one before");
        before = seenAt;
        await trial.pass(5);
      }
    },
  },
  {
    name: "who waits for a reader hears its signs of life, and of nobody else",
    promise: "P7",
    check: async (trial) => {
      const cursors = cursorsOf(trial);
      const writer = await begin(trial);
      const { id, incarnation } = writer;
      const [acks, events, control] = await Promise.all([
        listen(trial, id, "acks"),
        listen(trial, id, "events"),
        listen(trial, id, "control"),
      ]);
      noted(await cursors.advance(id, ben, writer.place()), "Of one that nobody waits for");
      noted(
        await cursors.advance(id, ann, { ...writer.place(), epoch: 0, offset: 0 }, 5_000),
        "A lease",
      );
      await writer.write("a", "b");
      noted(await cursors.advance(id, ann, writer.place()), "An acknowledgement");
      noted(await cursors.advance(id, ann, { ...writer.place(), offset: 1 }), "An older one");
      const said = [0, 3, 3].map((offset) => ({ _tag: "acked", incarnation, reader: ann, offset }));
      await acks.hears(said.length, "A sign of life was not announced.");
      same(acks.heard, said, "What is announced is how far the reader has come");
      await events.hears(1, "The chunks were not announced.");
      same([events.heard.length, control.heard.length], [1, 0], "The other topics do not carry it");
      await Promise.all([acks, events, control].map((ear) => ear.close()));
    },
  },
];
