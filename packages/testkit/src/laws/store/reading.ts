import { begin, beginAgain, stop, takeOver } from "../../kit/acting.ts";
import { headOf, logOf, pageOrFail, taken, unread } from "../../kit/answers.ts";
import { demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import type { AdapterLaw } from "../law-of-adapter.ts";

const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => `e${at + 2}`);

export const readingLaws: readonly AdapterLaw[] = [
  {
    name: "pages of any size fit together, and begin right after any place",
    promise: "P8",
    check: async (trial) => {
      const first = await begin(trial);
      const { id } = first;
      await first.write(...numbered(10));
      const next = await takeOver(trial, id, await headOf(trial, id));
      await next.write("x", "y", "z");
      taken(await stop(trial, id, next.incarnation), "The stop");
      const log = await logOf(trial, id);
      const epochs = [...new Set(log.map(({ epoch }) => epoch))];
      same(epochs.length, 3, "Producer, successor and stop each have an epoch");
      for (const limit of [1, 2, 3, 7, 14, 15, 16]) {
        same(await logOf(trial, id, limit), log, `Pages of ${limit} give the same log`);
      }
      for (const { offset, epoch } of log) {
        const after = { incarnation: first.incarnation, epoch, offset };
        const rest = await logOf(trial, id, 4, after);
        same(
          rest,
          log.slice(offset),
          `After offset ${offset} comes what follows it, and only that`,
        );
      }
    },
  },
  {
    name: "past the head a reader waits while the producer may heal, and diverges otherwise",
    promise: "P9",
    check: async (trial) => {
      const writer = await begin(trial);
      const { id, incarnation } = writer;
      await writer.write("a");
      const { store } = trial;
      const past = (epoch: number) => ({ incarnation, epoch, offset: 5 });
      unread(await store.read(id, past(1), 10), "ahead", "Past the head of a live stream");
      unread(await store.read(id, past(9), 10), "ahead", "Of a term that the store forgot");
      const next = await takeOver(trial, id, await headOf(trial, id));
      unread(await store.read(id, past(1), 10), "diverged", "Of a term before the present one");
      await next.end();
      const { epoch } = next.place();
      const answer = unread(await store.read(id, past(epoch), 10), "diverged", "Past the end");
      same(
        answer._tag === "not-found" ? null : answer.head.terminal,
        "completed",
        "The refusal shows the head",
      );
    },
  },
  {
    name: "another epoch at the reader's own offset is diverged, anywhere in the log",
    promise: "P9",
    check: async (trial) => {
      const writer = await begin(trial);
      const { id } = writer;
      await writer.write(...numbered(8));
      const lost = await takeOver(trial, id, await headOf(trial, id));
      await lost.write("x");
      for (const { offset, epoch } of await logOf(trial, id)) {
        for (const limit of [1, 3, 100]) {
          const other = { incarnation: writer.incarnation, epoch: epoch + 1, offset };
          const what = `Going on after offset ${offset}, which holds another event`;
          unread(await trial.store.read(id, other, limit), "diverged", what);
        }
      }
    },
  },
  {
    name: "nothing there is not-found, and a place of another life reads from the start",
    promise: "P11",
    check: async (trial) => {
      const old = await begin(trial);
      unread(await trial.store.read(trial.id(), null, 10), "not-found", "Reading nothing");
      unread(
        await trial.store.read(trial.id(), old.place(), 10),
        "not-found",
        "Going on in nothing",
      );
      await old.write(...numbered(5));
      const next = await beginAgain(trial, old.id, await headOf(trial, old.id));
      await next.write("x");
      for (const after of [null, old.place(), { ...old.place(), offset: 1 }]) {
        const page = pageOrFail(await trial.store.read(old.id, after, 1), "A read of the new life");
        same(
          page.entries,
          [{ offset: 1, epoch: 1, entry: "started" }],
          "It is read from its start",
        );
      }
    },
  },
  {
    name: "reading writes nothing, and what was read stays what it was",
    promise: "P16",
    check: async (trial) => {
      const writer = await begin(trial);
      const { id } = writer;
      await writer.write("a", "b");
      const before = await headOf(trial, id);
      const page = pageOrFail(await trial.store.read(id, null, 10), "A read");
      const copy = structuredClone(page);
      await trial.store.read(id, writer.place(), 10);
      same(await headOf(trial, id), before, "A read changes no lease, revision or expiry");
      await writer.write("c");
      await writer.end();
      same(page, copy, "A page is not changed by what is appended after it");
      if (Array.isArray(page.entries)) page.entries.length = 0;
      same((await logOf(trial, id)).length, 5, "Nor is the log by what a reader does to its page");
    },
  },
  {
    name: "a page and its head are of one moment",
    promise: "P8",
    check: async (trial) => {
      const writer = await begin(trial);
      const { id } = writer;
      let busy = true;
      const read = async (): Promise<void> => {
        while (busy) {
          const page = pageOrFail(await trial.store.read(id, null, 10_000), "A read beside writes");
          const last = page.entries.at(-1)?.offset;
          same(last, page.head.offset, "The page ends where its head says the log ends");
          const ended = page.entries.at(-1)?.entry === "completed";
          same(
            page.head.terminal !== undefined,
            ended,
            "The terminal is in page and head, or in none",
          );
        }
      };
      const readers = [read(), read(), read()];
      for (let at = 0; at < 60; at++) await writer.write(`a${at}`, `b${at}`, `c${at}`);
      await writer.end();
      busy = false;
      await Promise.all(readers);
      demand((await logOf(trial, id)).length === 182, "All of it is there in the end.");
    },
  },
];
