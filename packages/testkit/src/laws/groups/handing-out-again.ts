import { begin } from "../../kit/acting.ts";
import { consumerOf, groupsOf, receipts, textsIn } from "../../kit/consuming.ts";
import { same } from "../../kit/same.ts";
import type { AdapterLaw } from "../law-of-adapter.ts";

export const handingOutAgainLaws: readonly AdapterLaw[] = [
  {
    name: "what a dead consumer leaves behind comes again after its idle time, to anybody, and is counted",
    promise: "T20",
    check: async (trial) => {
      groupsOf(trial);
      const idleMs = trial.brief(1_000);
      const writer = await begin(trial);
      const [ann, bob] = [consumerOf(trial, writer, "ann"), consumerOf(trial, writer, "bob")];
      await ann.take();
      same(await bob.texts(), [], "While it is at work, it is its own");
      for (const [deliveries, one] of [bob, ann, bob].entries()) {
        await trial.pass(idleMs + 5);
        const { parcels } = await one.take({ idleMs });
        same(textsIn(parcels), ["started"], "Then it is anybody's, also its own again");
        same(parcels[0]?.deliveries, deliveries + 2, "It is counted");
      }
    },
  },
  {
    name: "what is acknowledged never comes again, whoever acknowledges it, and however often",
    promise: "T20",
    check: async (trial) => {
      groupsOf(trial);
      const idleMs = trial.brief(1_000);
      const writer = await begin(trial);
      await writer.write("a");
      const [ann, bob] = [consumerOf(trial, writer, "ann"), consumerOf(trial, writer, "bob")];
      const [started, a] = (await ann.take()).parcels;
      if (!started || !a) throw new Error("two parcels");
      await ann.acknowledge(started);
      await ann.acknowledge(started, started);
      await trial.pass(idleMs + 5);
      const again = (await bob.take({ idleMs })).parcels;
      same(textsIn(again), ["a"], "What is not acknowledged comes again, and nothing else");
      await ann.acknowledge(a);
      await trial.pass(idleMs + 5);
      same(await bob.texts({ idleMs }), [], "Who is late is heard, too");
      await bob.acknowledge(...again);
      same(await ann.texts({ idleMs }), [], "Nothing is left");
    },
  },
  {
    name: "what comes again comes alone and first",
    promise: "T20",
    check: async (trial) => {
      groupsOf(trial);
      const writer = await begin(trial);
      await writer.write("a");
      const [ann, bob] = [consumerOf(trial, writer, "ann"), consumerOf(trial, writer, "bob")];
      const { parcels } = await ann.take();
      await ann.settle({ returned: parcels.map(({ ref }) => ({ ref, unseen: false })) });
      await writer.write("b");
      same(await bob.texts(), ["started"], "One that comes again");
      same(await bob.texts(), ["a"], "And the next one");
      same(await bob.texts(), ["b"], "And then what is new");
    },
  },
  {
    name: "what is given back comes again at once; a delivery that nobody saw is not counted",
    promise: "T20",
    check: async (trial) => {
      groupsOf(trial);
      const writer = await begin(trial);
      await writer.write("a");
      const [ann, bob] = [consumerOf(trial, writer, "ann"), consumerOf(trial, writer, "bob")];
      const [seen, unseen] = (await ann.take()).parcels;
      if (!seen || !unseen) throw new Error("two parcels");
      const returned = [
        { ref: seen.ref, unseen: false },
        { ref: unseen.ref, unseen: true },
      ];
      await ann.settle({ returned, leaves: true });
      const [first] = (await bob.take()).parcels;
      const [second] = (await bob.take()).parcels;
      same([first?.deliveries, second?.deliveries], [2, 1], "What was seen is counted");
      // The reply was lost, and by now it is another's.
      await ann.settle({ returned, leaves: true });
      same(await consumerOf(trial, writer, "cid").texts(), [], "What others hold by now is theirs");
    },
  },
  {
    name: "what is renewed is not idle, nor counted; what others hold by now is theirs",
    promise: "T20",
    check: async (trial) => {
      groupsOf(trial);
      const idleMs = trial.virtual ? 1_000 : 600;
      const writer = await begin(trial);
      const [ann, bob] = [consumerOf(trial, writer, "ann"), consumerOf(trial, writer, "bob")];
      const { parcels } = await ann.take();
      const renewed = parcels.map(({ ref }) => ref);
      for (let at = 0; at < 3; at++) {
        await trial.pass(idleMs / 2);
        await ann.settle({ renewed });
      }
      same(await bob.texts({ idleMs }), [], "It is still in work");
      await trial.pass(idleMs + 5);
      const [again] = (await bob.take({ idleMs })).parcels;
      same(again?.deliveries, 2, "To renew is not to hand out");
      await ann.settle({ renewed });
      await trial.pass(idleMs + 5);
      const [third] = (await ann.take({ idleMs })).parcels;
      same(third?.deliveries, 3, "Who renews what is another's gets nothing by it");
    },
  },
  {
    name: "what a consumer was handed and knows nothing of comes again; only a predecessor's is counted",
    promise: "T20",
    check: async (trial) => {
      groupsOf(trial);
      const writer = await begin(trial);
      for (const word of ["a", "b"]) await writer.write(word);
      const ann = consumerOf(trial, writer, "ann");
      const [known] = (await ann.take({ limit: 1 })).parcels;
      // The reply to this one is lost.
      await ann.take({ limit: 1 });
      const holding = known ? [known.ref] : [];
      const [again] = (await ann.take({ again: { holding, counted: false } })).parcels;
      same(again && [textsIn([again]), again.deliveries], [["a"], 1], "It comes again, uncounted");
      const all = [...holding, again?.ref ?? ""];
      const next = await ann.texts({ again: { holding: all, counted: false } });
      same(next, ["b"], "And where nothing was lost, what is new");
      const [back] = (await ann.take({ again: { holding: [], counted: true } })).parcels;
      same(
        back && [textsIn([back]), back.deliveries],
        [["started"], 2],
        "A predecessor's, counted",
      );
      const other = consumerOf(trial, writer, "bob");
      same(await other.texts({ again: { holding: [], counted: true } }), [], "And nobody else's");
    },
  },
  {
    name: "events that were stored at once are acknowledged one by one",
    promise: "T20",
    check: async (trial) => {
      groupsOf(trial);
      const idleMs = trial.brief(1_000);
      const writer = await begin(trial);
      await writer.write("a", "b", "c");
      await writer.write("d");
      const [ann, bob] = [consumerOf(trial, writer, "ann"), consumerOf(trial, writer, "bob")];
      const { parcels } = await ann.take();
      same(textsIn(parcels), ["started", "a", "b", "c", "d"], "All of it, in order");
      const done = receipts(parcels).map(({ ref, offsets }) => ({
        ref,
        offsets: offsets.filter((offset) => [1, 3, 5].includes(offset)),
      }));
      await ann.settle({ acknowledged: done });
      const again: string[] = [];
      await trial.pass(idleMs + 5);
      for (;;) {
        const { parcels: more } = await bob.take({ idleMs });
        if (more.length === 0) break;
        again.push(...textsIn(more));
        await bob.acknowledge(...more);
      }
      same(again, ["a", "c"], "What was acknowledged of it does not come again");
      await trial.pass(idleMs + 5);
      same(await ann.texts({ idleMs }), [], "And then nothing does");
    },
  },
];
