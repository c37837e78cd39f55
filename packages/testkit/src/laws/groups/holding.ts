import { expiresAtOf, type StreamId } from "@segno/core";
import { begin } from "../../kit/acting.ts";
import { headOf } from "../../kit/answers.ts";
import { consumerOf, granted, groupNamed, groupsOf } from "../../kit/consuming.ts";
import { demand } from "../../kit/law.ts";
import { readerNamed } from "../../kit/readings.ts";
import { same } from "../../kit/same.ts";
import type { Trial } from "../../kit/trial.ts";
import type { AdapterLaw } from "../law-of-adapter.ts";

/** How long the stream is kept from now on; head and log must agree. */
const keptFor = async (trial: Trial, id: StreamId): Promise<number> => {
  const at = expiresAtOf(await headOf(trial, id));
  const { head, log, cursors, now } = await trial.store.expiry(id);
  same([head, log, cursors ?? at], [at, at, at], "All of it expires when the head implies");
  return at - now;
};

const hour = 3_600_000;

/** A whole second is added to what is kept for long, and a law takes time. */
const isAbout = (ms: number, expected: number, what: string): void => {
  const fits = ms > expected - 20_000 && ms <= expected + 1_000;
  demand(fits, `${what} it is kept for about ${expected} ms, and not ${ms}.`);
};

export const holdingLaws: readonly AdapterLaw[] = [
  {
    name: "groups change nothing of when a stream expires, and expire with it",
    promise: "P15",
    check: async (trial) => {
      groupsOf(trial);
      const activeTtlMs = trial.brief(2_000);
      const writer = await begin(trial, { activeTtlMs });
      const { id } = writer;
      const ann = consumerOf(trial, writer, "ann");
      const before = await trial.store.expiry(id);
      const { parcels } = await ann.take();
      await ann.bury(...parcels);
      const after = await trial.store.expiry(id);
      same([after.head, after.log], [before.head, before.log], "It expires when it did");
      await trial.pass(activeTtlMs + 5);
      const next = await begin(trial, { id, entries: ["again"] });
      same(await consumerOf(trial, next, "ann").texts(), ["again"], "Nothing of a group is left");
    },
  },
  {
    name: "a held stream is kept until its groups are through, and then for its ended TTL, head and log together",
    promise: "P15",
    check: async (trial) => {
      const groups = groupsOf(trial);
      const names = ["one", "two"];
      const writer = await begin(trial, { endedTtlMs: 24 * hour });
      const { id, incarnation } = writer;
      await trial.cursors?.advance(id, readerNamed("ann"), writer.place());
      const hold = { groups: names.map(groupNamed), endedTtlMs: hour };
      granted(await groups.hold(id, incarnation, hold), "A hold");
      const listed = granted(await groups.list(id), "A look at groups");
      same(listed.hold, hold, "It can be seen for whom it is held");
      await writer.end();
      isAbout(await keptFor(trial, id), 24 * hour, "Before anybody came");
      for (const name of names) {
        isAbout(await keptFor(trial, id), 24 * hour, `Before ${name} is through`);
        const ann = consumerOf(trial, writer, "ann", name);
        const { parcels } = await ann.take();
        await trial.pass(5);
        await ann.acknowledge(...parcels);
      }
      const kept = await trial.store.expiry(id);
      isAbout(await keptFor(trial, id), hour, "When all are through");
      await trial.pass(trial.virtual ? 5_000 : 20);
      const late = consumerOf(trial, writer, "bob", "one");
      await late.settle({ acknowledged: [], leaves: true });
      granted(await groups.hold(id, incarnation, hold), "A hold, said again");
      const after = await trial.store.expiry(id);
      same(
        [after.head, after.log],
        [kept.head, kept.log],
        "Whatever comes then puts it off no more",
      );
    },
  },
  {
    name: "a hold never lets a stream go sooner than it would, nor later than its TTL",
    promise: "P15",
    check: async (trial) => {
      const groups = groupsOf(trial);
      const endedTtlMs = trial.brief(1_000);
      const writer = await begin(trial, { endedTtlMs });
      const { id, incarnation } = writer;
      const hold = { groups: [groupNamed("group")], endedTtlMs: hour };
      granted(await groups.hold(id, incarnation, hold), "A hold");
      const ann = consumerOf(trial, writer, "ann");
      await writer.end();
      const before = await trial.store.expiry(id);
      const { parcels } = await ann.take();
      await ann.acknowledge(...parcels);
      const after = await trial.store.expiry(id);
      same([after.head, after.log], [before.head, before.log], "A longer TTL puts nothing off");
      await trial.pass(endedTtlMs + 5);
      same((await trial.store.head(id)).head, null, "Its time is over when it is over");
      const other = await begin(trial, { endedTtlMs });
      const held = { groups: [groupNamed("nobody")], endedTtlMs: 1_000 };
      granted(await groups.hold(other.id, other.incarnation, held), "A hold");
      await other.end();
      await trial.pass(endedTtlMs + 5);
      same((await trial.store.head(other.id)).head, null, "Also where a group never comes");
    },
  },
];
