import { expiresAtOf } from "@segno/core";
import { begin, beginAgain, stop, takeOver, type Writer } from "../../kit/acting.ts";
import { headOf, refused, taken, textsOf, unread } from "../../kit/answers.ts";
import { demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import type { Trial } from "../../kit/trial.ts";
import type { AdapterLaw } from "../law-of-adapter.ts";
import { listed } from "./catalogue.ts";

const synchronised = async (trial: Trial, { id }: Writer, what: string): Promise<void> => {
  const at = expiresAtOf(await headOf(trial, id));
  const { head, log } = await trial.store.expiry(id);
  same([head, log], [at, at], `After ${what}, head and log expire at the instant the head implies`);
};

const gone = async (trial: Trial, writer: Writer): Promise<void> => {
  const { id } = writer;
  same((await trial.store.head(id)).head, null, "An expired stream has no head");
  unread(await trial.store.read(id, null, 10), "not-found", "Reading what has expired");
  unread(await trial.store.read(id, writer.place(), 10), "not-found", "Going on in it");
  refused(await writer.send({ entries: ["late"] }), "not-found", "An append after expiry");
  refused(await trial.store.remove(id, writer.incarnation), "not-found", "A removal after it");
  same((await listed(trial)).has(id), false, "What has expired is not listed");
};

export const expiryLaws: readonly AdapterLaw[] = [
  {
    name: "head and log expire at one instant, whatever was appended last",
    promise: "P15",
    check: async (trial) => {
      const long = await begin(trial, { activeTtlMs: 3_600_000, endedTtlMs: 86_400_000 });
      for (const ms of [1, 400, 700, 3]) {
        await long.write("kept for long");
        await synchronised(trial, long, "a chunk of what is kept for long");
        await trial.pass(ms);
      }
      taken(await stop(trial, long.id, long.incarnation), "A stop");
      await synchronised(trial, long, "the end of what is kept for long");
      const writer = await begin(trial);
      await synchronised(trial, writer, "a start");
      const steps: readonly [string, () => Promise<unknown>][] = [
        ["a chunk", () => writer.write("a")],
        ["a heartbeat", () => writer.heartbeat()],
        ["a duplicate", () => writer.send({ entries: ["a"] }, 1)],
        ["many chunks", () => writer.write(...Array.from({ length: 100 }, String))],
      ];
      for (const [what, act] of steps) {
        await trial.pass(3);
        await act();
        await synchronised(trial, writer, what);
      }
      const terms = { activeTtlMs: 40_000, endedTtlMs: 20_000 };
      const next = await takeOver(trial, writer.id, await headOf(trial, writer.id), terms);
      await synchronised(trial, next, "a takeover with other TTLs");
      await next.write("b");
      await synchronised(trial, next, "its chunk");
      taken(await stop(trial, next.id, next.incarnation), "A stop");
      await synchronised(trial, next, "a stop");
      await beginAgain(trial, next.id, await headOf(trial, next.id));
      await synchronised(trial, next, "a new life");
    },
  },
  {
    name: "what is over is gone at once and whole, and leaves room for a new life",
    promise: "P15",
    check: async (trial) => {
      const activeTtlMs = trial.brief(1_000);
      const writer = await begin(trial, { activeTtlMs });
      await writer.write("a", "b", "c");
      const { id } = writer;
      if (trial.virtual) {
        await trial.pass(activeTtlMs - 1);
        same((await headOf(trial, id)).offset, 4, "Up to its last millisecond a stream is there");
      }
      // Until it is gone it must be whole: no reader may meet a head without its log.
      await trial.soon(async () => {
        const page = await trial.store.read(id, null, 10);
        if (page._tag === "Right") {
          same(page.right.entries.length, 4, "A stream that is about to expire is whole");
          return false;
        }
        same(page.left._tag, "not-found", "A stream that has expired is nowhere");
        return true;
      }, `A stream with a TTL of ${activeTtlMs} ms is still there.`);
      await gone(trial, writer);
      await begin(trial, { id });
      same(await textsOf(trial, id), ["started"], "A new life holds nothing of the old");
    },
  },
  {
    name: "after its end a stream is kept for its ended TTL",
    promise: "P15",
    check: async (trial) => {
      const endedTtlMs = trial.brief(1_000);
      const writer = await begin(trial, { endedTtlMs });
      await writer.end();
      await trial.pass(endedTtlMs + 5);
      await gone(trial, writer);
      const kept = await begin(trial, { activeTtlMs: trial.brief(1_000) });
      await kept.end();
      await trial.pass(trial.brief(1_000) + 5);
      same(
        (await headOf(trial, kept.id)).terminal,
        "completed",
        "An ended stream outlives the other",
      );
    },
  },
  {
    name: "a sign of life keeps a stream beyond its first TTL",
    promise: "P15",
    check: async (trial) => {
      const activeTtlMs = trial.virtual ? 1_000 : 60_000;
      const writer = await begin(trial, { activeTtlMs });
      const first = await trial.store.expiry(writer.id);
      for (const act of [() => writer.heartbeat(), () => writer.write("a")]) {
        await trial.pass(trial.virtual ? activeTtlMs - 100 : 10);
        await act();
      }
      const later = await trial.store.expiry(writer.id);
      demand(
        (later.log ?? 0) > (first.log ?? 0),
        "The log must be kept as long as it is written to.",
      );
      same(await textsOf(trial, writer.id), ["started", "a"], "And it is whole");
    },
  },
];
