import { noStream, type Unchanged, unchanged } from "@segno/core";
import {
  begin,
  beginAgain,
  declareLost,
  startBatch,
  stop,
  takeOver,
  termOf,
} from "../../kit/acting.ts";
import { headOf, logOf, refused, taken, untouched } from "../../kit/answers.ts";
import { same } from "../../kit/same.ts";
import type { AdapterLaw } from "../law-of-adapter.ts";

/** The table of answers, but for the producer's own place. */
export const answerLaws: readonly AdapterLaw[] = [
  {
    name: "no-stream starts a stream where nothing lives",
    promise: "P1",
    check: async (trial) => {
      const id = trial.id();
      const batch = startBatch(trial, {
        entries: ["started", "first"],
        owner: "ann",
        kind: "chat",
      });
      const appended = taken(await trial.store.append(id, batch, noStream), "The first start");
      const { incarnation, leaseMs } = batch.start;
      same(
        appended.place,
        { incarnation, epoch: 1, offset: 2 },
        "A start stands at its last entry",
      );
      same(appended.duplicate, false, "A first start is no duplicate");
      same(appended.leaseUntil, appended.now + leaseMs, "A start takes its lease from now");
      const expected = {
        ...batch.start,
        startedAt: appended.now,
        epoch: 1,
        offset: 2,
        revision: appended.revision,
        leaseUntil: appended.leaseUntil,
      };
      same(await headOf(trial, id), expected, "The head is what the start made it");
      const log = [
        { offset: 1, epoch: 1, entry: "started" },
        { offset: 2, epoch: 1, entry: "first" },
      ];
      same(await logOf(trial, id), log, "The log holds what the start carried");
    },
  },
  {
    name: "no-stream is refused while anything is kept: exists",
    promise: "P1",
    check: async (trial) => {
      const writer = await begin(trial);
      const again = () => trial.store.append(writer.id, startBatch(trial), noStream);
      const live = await untouched(trial, writer.id, again);
      const conflict = refused(live, "exists", "A second start of a live stream");
      same(conflict.head?.incarnation, writer.incarnation, "The refusal shows the life it met");
      same(conflict.stored, 0, "Nothing of a refused start is stored");
      await writer.end();
      const ended = await untouched(trial, writer.id, again);
      const met = refused(ended, "exists", "A start, without a look, of an ended stream").head;
      same(met?.terminal, "completed", "The refusal shows how the stream ended");
    },
  },
  {
    name: "where nothing lives every other expectation is not-found",
    promise: "P1",
    check: async (trial) => {
      const there = await begin(trial);
      const head = await headOf(trial, there.id);
      const id = trial.id();
      const chunk = { entries: ["chunk"] };
      const answers = [
        ["an append", await trial.store.append(id, chunk, there.after())],
        ["a heartbeat", await trial.store.append(id, { entries: [] }, there.after())],
        ["a stop", await stop(trial, id, there.incarnation)],
        ["a declared loss", await declareLost(trial, id, head)],
        ["a new life", await trial.store.append(id, startBatch(trial), unchanged(head))],
      ] as const;
      for (const [what, answer] of answers) {
        const conflict = refused(answer, "not-found", `On nothing, ${what}`);
        same(conflict.head, null, "There is no head to show");
        same(conflict.stored, 0, "Nothing is stored");
      }
      same((await trial.store.head(id)).head, null, "A refused append makes no stream");
    },
  },
  {
    name: "unchanged holds only while nothing has happened, not even a heartbeat",
    promise: "P1",
    check: async (trial) => {
      const happenings: readonly [
        string,
        (id: Awaited<ReturnType<typeof begin>>) => Promise<unknown>,
      ][] = [
        ["a chunk", (writer) => writer.write("chunk")],
        ["a heartbeat", (writer) => writer.heartbeat()],
        ["a duplicate", (writer) => writer.send({ entries: ["1"] }, 1)],
        ["a stop", (writer) => stop(trial, writer.id, writer.incarnation)],
        ["a takeover", async ({ id }) => takeOver(trial, id, await headOf(trial, id))],
        ["a new life", async ({ id }) => beginAgain(trial, id, await headOf(trial, id))],
      ];
      for (const [what, happen] of happenings) {
        const writer = await begin(trial);
        await writer.write("1");
        const seen = await headOf(trial, writer.id);
        await happen(writer);
        const claims = [
          startBatch(trial),
          { entries: [], takeOver: termOf(trial) },
          { entries: ["lost"], end: { terminal: "failed", closer: trial.ulid() } as const },
        ];
        for (const batch of claims) {
          const answer = await untouched(trial, writer.id, () =>
            trial.store.append(writer.id, batch, unchanged(seen)),
          );
          refused(answer, "changed", `After ${what}, a claim on the head seen before`);
        }
      }
    },
  },
  {
    name: "unchanged compares incarnation, revision and lease end, each",
    promise: "P1",
    check: async (trial) => {
      const { id } = await begin(trial);
      const head = unchanged(await headOf(trial, id));
      const others: readonly Unchanged[] = [
        { ...head, incarnation: trial.ulid() },
        { ...head, revision: head.revision - 1 },
        { ...head, revision: head.revision + 1 },
        { ...head, leaseUntil: head.leaseUntil - 1 },
        { ...head, leaseUntil: head.leaseUntil + 1 },
      ];
      for (const other of others) {
        const batch = { entries: [], takeOver: termOf(trial) };
        const answer = await untouched(trial, id, () => trial.store.append(id, batch, other));
        refused(answer, "changed", "A takeover against a head that never was");
      }
    },
  },
];
