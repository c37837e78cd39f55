import { begin, beginAgain, stop } from "../../kit/acting.ts";
import { headOf, pageOrFail, taken, textsOf, unread } from "../../kit/answers.ts";
import { declared } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import type { AdapterLaw } from "../law-of-adapter.ts";

/** The holes of the contract that concern readers, and what an eviction leaves. */
export const readingHoleLaws: readonly AdapterLaw[] = [
  {
    name: "hole 13: a reader of one life never goes on in the middle of the next",
    promise: "P11",
    check: async (trial) => {
      const first = await begin(trial);
      await first.write("a", "b");
      const reader = first.place();
      const next = await beginAgain(trial, first.id, await headOf(trial, first.id));
      await next.write("x", "y", "z");
      const page = pageOrFail(await trial.store.read(first.id, reader, 10), "A read from before");
      same(page.head.incarnation, next.incarnation, "The page shows the new life");
      const texts = page.entries.map(({ entry }) => entry);
      same(texts, ["started", "x", "y", "z"], "The new life is read from its start");
    },
  },
  {
    name: "hole 14: another entry at the reader's own offset is diverged, not a clean end",
    promise: "P9",
    check: async (trial) => {
      const writer = await begin(trial);
      await writer.write("a");
      const seen = { ...writer.place(), offset: 3 };
      taken(await stop(trial, writer.id, writer.incarnation), "The stop that took offset 3");
      const read = await trial.store.read(writer.id, seen, 10);
      unread(read, "diverged", "Reading after an event that was lost");
    },
  },
  {
    name: "hole 16: what is left of an evicted stream does not stand in a start's way",
    promise: "P1",
    check: async (trial) => {
      const evict = declared(trial.evict, "how a key can be taken away");
      for (const part of ["head", "log"] as const) {
        const writer = await begin(trial);
        const { id } = writer;
        await writer.write("a", "b", "c");
        await evict(id, part);
        if (part === "log") {
          unread(await trial.store.read(id, null, 10), "trimmed", "Reading a log that is gone");
          unread(await trial.store.read(id, writer.place(), 10), "trimmed", "Going on in it");
          continue;
        }
        same((await trial.store.head(id)).head, null, "Without its head a stream is not there");
        unread(await trial.store.read(id, null, 10), "not-found", "Reading what has no head");
        const next = await begin(trial, { id });
        await next.write("x");
        same(await textsOf(trial, id), ["started", "x"], "The new life holds nothing of the old");
        const expiry = await trial.store.expiry(id);
        same(expiry.log, expiry.head, "And expires at one instant");
      }
    },
  },
];
