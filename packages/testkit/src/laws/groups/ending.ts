import { begin, beginAgain, stop } from "../../kit/acting.ts";
import { headOf, removed, taken } from "../../kit/answers.ts";
import {
  consumerNamed,
  consumerOf,
  denied,
  granted,
  groupNamed,
  groupsOf,
  lettersOf,
  longIdleMs,
  receipts,
  textsIn,
} from "../../kit/consuming.ts";
import { listen } from "../../kit/ears.ts";
import { declared } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import type { AdapterLaw } from "../law-of-adapter.ts";

export const endingGroupLaws: readonly AdapterLaw[] = [
  {
    name: "a group is through when the stream has ended and nothing of it is left",
    promise: "P9",
    check: async (trial) => {
      groupsOf(trial);
      const writer = await begin(trial);
      const [ann, bob] = [consumerOf(trial, writer, "ann"), consumerOf(trial, writer, "bob")];
      const first = (await ann.take()).parcels;
      same((await ann.acknowledge(...first)).through, false, "Not before the end");
      await writer.write("a");
      const a = (await ann.take()).parcels;
      taken(await stop(trial, writer.id, writer.incarnation), "A stop");
      same((await ann.acknowledge(...a)).through, false, "Not before the end is handed out");
      const end = await bob.take();
      same([textsIn(end.parcels), end.through], [["stopped"], false], "Nor while it is at work");
      same((await ann.take()).through, false, "Whoever asks");
      same((await bob.acknowledge(...end.parcels)).through, true, "But then");
      same((await ann.take()).through, true, "For everyone");
      same((await bob.acknowledge(...end.parcels)).through, true, "Also said again");
    },
  },
  {
    name: "dead letters are kept and can be read, come no more, and do not keep a group from its end",
    promise: "T20",
    check: async (trial) => {
      groupsOf(trial);
      const idleMs = trial.brief(1_000);
      const writer = await begin(trial);
      await writer.write("a");
      await writer.end();
      const [ann, bob] = [consumerOf(trial, writer, "ann"), consumerOf(trial, writer, "bob")];
      const [started, a, end] = (await ann.take()).parcels;
      if (!started || !a || !end) throw new Error("three parcels");
      await ann.bury(a);
      same(await lettersOf(trial, writer.id), ["a"], "It is among the dead letters");
      await ann.acknowledge(started);
      const dead = await ann.settle({ dead: receipts([started, end]) });
      same(dead.through, true, "The group is through");
      same(await lettersOf(trial, writer.id), ["a", "completed"], "The acknowledged one is none");
      await trial.pass(idleMs + 5);
      same(await bob.texts({ idleMs }), [], "None comes again");
      const behind = await groupsOf(trial).letters(writer.id, groupNamed("group"), 2, 100);
      const { letters } = granted(behind, "A look behind an offset");
      same(
        letters.map(({ stored }) => stored.entry),
        ["completed"],
        "They can be read in parts",
      );
      same(letters[0]?.deliveries, 0, "The delivery that one dies of is not counted");
      await bob.acknowledge(a);
      same(await lettersOf(trial, writer.id), ["completed"], "A late acknowledgement still counts");
      same(await lettersOf(trial, writer.id, "other"), [], "Another group has none");
    },
  },
  {
    name: "who waits is told of what is given back, and of the end of a group",
    promise: "T20",
    check: async (trial) => {
      groupsOf(trial);
      const writer = await begin(trial);
      await writer.end();
      const ear = await listen(trial, writer.id, "events");
      const [ann, bob] = [consumerOf(trial, writer, "ann"), consumerOf(trial, writer, "bob")];
      const { parcels } = await ann.take();
      const [started, end] = parcels;
      if (!started || !end) throw new Error("two parcels");
      await ann.settle({ returned: [{ ref: started.ref, unseen: true }] });
      await ear.hears(1, "What is given back is announced.");
      const again = (await bob.take()).parcels;
      await bob.acknowledge(...again);
      await ann.acknowledge(end);
      await ear.hears(2, "A group that is through is announced.");
      const { incarnation, epoch, offset } = await headOf(trial, writer.id);
      const nothing = { _tag: "appended", incarnation, epoch, first: offset + 1, last: offset };
      same(ear.heard, [nothing, nothing], "As an append of nothing, and nothing else is");
      await ear.close();
    },
  },
  {
    name: "a group goes with its life, and says that it is another's",
    promise: "P11",
    check: async (trial) => {
      const groups = groupsOf(trial);
      const writer = await begin(trial);
      const { id } = writer;
      await writer.end();
      const old = consumerOf(trial, writer, "ann");
      const { parcels } = await old.take();
      await old.bury(...parcels);
      const next = await beginAgain(trial, id, await headOf(trial, id), { entries: ["again"] });
      const membership = { group: groupNamed("group"), consumer: consumerNamed("ann") };
      const meant = { ...membership, incarnation: writer.incarnation };
      const taking = { ...meant, from: "start", limit: 1, idleMs: longIdleMs } as const;
      denied(await groups.take(id, taking), "changed", "Who means the life before");
      const late = { ...meant, acknowledged: receipts(parcels), leaves: true };
      denied(await groups.settle(id, late), "changed", "Who acknowledges what was of it");
      const hold = { groups: [groupNamed("group")], endedTtlMs: 1_000 };
      denied(await groups.hold(id, writer.incarnation, hold), "changed", "Who holds it");
      same(await lettersOf(trial, id), [], "Its dead letters are gone");
      same(await consumerOf(trial, next, "ann").texts(), ["again"], "The new one begins anew");
      removed(await trial.store.remove(id, next.incarnation));
      const { incarnation: _, ...whichever } = taking;
      denied(await groups.take(id, whichever), "not-found", "Who asks where nothing is");
      denied(await groups.settle(id, late), "not-found", "Who acknowledges it");
      denied(await groups.list(id), "not-found", "Who lists groups");
      denied(await groups.letters(id, membership.group, 0, 1), "not-found", "Who reads letters");
    },
  },
  {
    name: "a log that is gone is trimmed for a group, too",
    promise: "P9",
    check: async (trial) => {
      groupsOf(trial);
      const evict = declared(trial.evict, "how to evict a part of a stream");
      const writer = await begin(trial);
      await writer.write("a");
      const ann = consumerOf(trial, writer, "ann");
      const { parcels } = await ann.take({ limit: 1 });
      same(textsIn(parcels), ["started"], "It has begun");
      await evict(writer.id, "log");
      const { incarnation } = writer;
      const membership = {
        group: groupNamed("group"),
        consumer: consumerNamed("ann"),
        incarnation,
      };
      const taking = { ...membership, from: "start", limit: 1, idleMs: longIdleMs } as const;
      denied(await groupsOf(trial).take(writer.id, taking), "trimmed", "Who asks for more");
    },
  },
  {
    name: "what is known of a group is how far it is",
    promise: "T20",
    check: async (trial) => {
      const groups = groupsOf(trial);
      const writer = await begin(trial);
      for (const word of ["a", "b", "c"]) await writer.write(word);
      const list = async () => granted(await groups.list(writer.id), "A look at groups");
      same((await list()).groups, [], "At first there are none");
      const ann = consumerOf(trial, writer, "ann");
      const [first, second] = (await ann.take({ limit: 3 })).parcels;
      if (!first || !second) throw new Error("two parcels");
      await ann.acknowledge(first);
      await ann.bury(second);
      const half = { group: "group", delivered: 3, pending: 1, dead: 1, through: false };
      same((await list()).groups, [half], "What is handed out, at work, and dead");
      await consumerOf(trial, writer, "ann", "second").take({ from: "end" });
      const names = (await list()).groups.map(({ group }) => String(group));
      same(names.sort(), ["group", "second"], "Each group is there, and nothing else");
    },
  },
];
