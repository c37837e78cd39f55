import type { Appended, Head } from "@segno/core";
import { begin, beginAgain, declareLost, stop, takeOver, type Writer } from "../../kit/acting.ts";
import { headOf, taken } from "../../kit/answers.ts";
import { demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import type { Trial } from "../../kit/trial.ts";
import type { AdapterLaw } from "../law-of-adapter.ts";

type Deed = readonly [what: string, act: (writer: Writer) => Promise<Appended>, own: boolean];

/** Every kind of append to a living stream; `own` ones are the producer's, the others begin an epoch. */
const deeds = (trial: Trial): readonly Deed[] => {
  const seen = ({ id }: Writer): Promise<Head> => headOf(trial, id);
  const renewed = async ({ id }: Writer): Promise<Appended> => {
    const { incarnation, epoch, offset, revision, leaseUntil } = await headOf(trial, id);
    const { now } = await trial.store.head(id);
    const place = { incarnation, epoch, offset };
    return { place, revision, leaseUntil, now, duplicate: false };
  };
  return [
    ["a chunk", (writer) => writer.write("chunk"), true],
    ["a heartbeat", (writer) => writer.heartbeat(), true],
    ["a duplicate", async (writer) => taken(await writer.send({ entries: ["1"] }, 1), "It"), true],
    ["a completion", (writer) => writer.end(), true],
    [
      "a stop",
      async ({ id, incarnation }) => taken(await stop(trial, id, incarnation), "It"),
      false,
    ],
    [
      "a declared loss",
      async (writer) => taken(await declareLost(trial, writer.id, await seen(writer)), "It"),
      false,
    ],
    [
      "a takeover",
      async (writer) => {
        await takeOver(trial, writer.id, await seen(writer), { leaseMs: 7_000 });
        return renewed(writer);
      },
      false,
    ],
  ];
};

export const headLaws: readonly AdapterLaw[] = [
  {
    name: "every append raises the revision and renews the lease",
    promise: "P10",
    check: async (trial) => {
      for (const [what, act] of deeds(trial)) {
        const writer = await begin(trial);
        await writer.write("1");
        const before = await headOf(trial, writer.id);
        const appended = await act(writer);
        const head = await headOf(trial, writer.id);
        demand(head.revision > before.revision, `After ${what} the revision must be higher.`);
        demand(
          head.revision >= head.startedAt * 1000,
          `After ${what} the revision must be at least the store's time in µs.`,
        );
        same(head.revision, appended.revision, `The answer to ${what} shows the revision`);
        same(head.leaseUntil, appended.leaseUntil, `The answer to ${what} shows the lease`);
        demand(
          head.leaseUntil >= before.leaseUntil || what === "a takeover",
          `After ${what} the lease must not end earlier.`,
        );
        const leased = head.leaseUntil - head.leaseMs;
        demand(
          leased >= before.startedAt && leased <= appended.now,
          `After ${what} the lease must be counted from the store's time of it.`,
        );
        if (what !== "a takeover") {
          same(leased, appended.now, `After ${what} the lease counts from then`);
        }
      }
    },
  },
  {
    name: "only what is not the producer's own begins an epoch",
    promise: "P2",
    check: async (trial) => {
      for (const [what, act, own] of deeds(trial)) {
        const writer = await begin(trial);
        await writer.write("1");
        const { place } = await act(writer);
        const after = await headOf(trial, writer.id);
        same(place.epoch, after.epoch, `The answer to ${what} shows the epoch`);
        if (own) same(after.epoch, 1, `${what} begins no epoch`);
        else demand(after.epoch > 1, `${what} must begin a new epoch, but went on in the old one.`);
      }
    },
  },
  {
    name: "epochs move with time, so that a forgotten one is not given again",
    promise: "P2",
    check: async (trial) => {
      const pause = trial.brief(40);
      const { id } = await begin(trial);
      await trial.pass(pause);
      const { startedAt } = await headOf(trial, id);
      const { now } = await trial.store.head(id);
      const second = (await takeOver(trial, id, await headOf(trial, id))).place().epoch;
      const third = (await takeOver(trial, id, await headOf(trial, id))).place().epoch;
      demand(
        second >= now - startedAt,
        `Epoch ${second} came ${now - startedAt} ms after the start.`,
      );
      demand(third > second, `Epoch ${third} followed epoch ${second}.`);
    },
  },
  {
    name: "the head says who produces, on which terms, and who ended it",
    promise: "P1",
    check: async (trial) => {
      const owner = "Ἀθηνᾶ 🦉";
      const first = await begin(trial, { owner, kind: "chat", leaseMs: 5_000 });
      const { id } = first;
      const begun = await headOf(trial, id);
      same([begun.owner, begun.kind], [owner, "chat"], "Owner and kind are kept");
      same([begun.terminal, begun.closer], [undefined, undefined], "A live stream has no ending");
      const terms = { leaseMs: 6_000, activeTtlMs: 50_000, endedTtlMs: 70_000 };
      const next = await takeOver(trial, id, begun, terms);
      const taking = await headOf(trial, id);
      const fixed = { ...terms, producer: next.producer };
      same({ ...taking, ...fixed }, taking, "A takeover sets producer and terms");
      same([taking.owner, taking.offset], [owner, 1], "And leaves the rest as it is");
      same(taking.startedAt, begun.startedAt, "The stream is as old as before");
      await next.write("a");
      await next.end("failed");
      const ended = await headOf(trial, id);
      same([ended.terminal, ended.closer], ["failed", next.producer], "The ending is in the head");
      const last = await beginAgain(trial, id, ended);
      const anew = await headOf(trial, id);
      const { incarnation, producer } = last;
      same([anew.incarnation, anew.producer], [incarnation, producer], "A new life, a new head");
      const left = [anew.owner, anew.kind, anew.terminal, anew.closer].filter(
        (value) => value !== undefined,
      );
      same(left, [], "Nothing of the old life stays");
    },
  },
  {
    name: "head and expiry of what is not there are null",
    promise: "P9",
    check: async (trial) => {
      const id = trial.id();
      const { head, now } = await trial.store.head(id);
      same(head, null, "No head");
      demand(Number.isInteger(now) && now > 0, `The store's time is in whole ms, not ${now}.`);
      const { startedAt } = await headOf(trial, (await begin(trial)).id);
      demand(now <= startedAt, `A stream that is started after ${now} begins at ${startedAt}.`);
      const later = (await trial.store.head(id)).now;
      demand(later >= startedAt, `After a start at ${startedAt} the store's time is ${later}.`);
      const expiry = await trial.store.expiry(id);
      same([expiry.head, expiry.log], [null, null], "No expiry");
    },
  },
];
