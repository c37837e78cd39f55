import { unchanged } from "@segno/core";
import { begin, beginAgain, declareLost, startBatch, stop, takeOver } from "../../kit/acting.ts";
import { headOf, logOf, refused, removed, taken, textsOf, untouched } from "../../kit/answers.ts";
import { demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import type { AdapterLaw } from "../law-of-adapter.ts";

/** The holes of the contract that a store can have, each by its shortest history. */
export const holeLaws: readonly AdapterLaw[] = [
  {
    name: "hole 1: a stop that took the offset is not the producer's chunk",
    promise: "P3",
    check: async (trial) => {
      const writer = await begin(trial);
      taken(await stop(trial, writer.id, writer.incarnation), "The stop at offset 2");
      const late = await untouched(trial, writer.id, () => writer.send({ entries: ["chunk"] }));
      const conflict = refused(late, "closed", "Chunk 2, which a stop overtook");
      same(conflict.stored, 0, "Nothing of chunk 2 is stored");
    },
  },
  {
    name: "hole 2: an empty batch on an ended stream is no duplicate",
    promise: "P5",
    check: async (trial) => {
      const writer = await begin(trial);
      await writer.write("a");
      await writer.end();
      for (const offset of [1, 2, 3]) {
        const beat = await untouched(trial, writer.id, () => writer.send({ entries: [] }, offset));
        refused(beat, "closed", "A heartbeat after the end");
      }
    },
  },
  {
    name: "hole 3: a late stop, or removal, never touches a later life",
    promise: "P5",
    check: async (trial) => {
      const old = await begin(trial);
      const { id, incarnation } = old;
      const closer = trial.ulid();
      taken(await stop(trial, id, incarnation, closer), "The stop whose reply is lost");
      await beginAgain(trial, id, await headOf(trial, id));
      const again = await untouched(trial, id, () => stop(trial, id, incarnation, closer));
      refused(again, "changed", "The stop, sent again to a later life");
      const removal = await untouched(trial, id, () => trial.store.remove(id, incarnation));
      refused(removal, "changed", "A removal that means the earlier life");
    },
  },
  {
    name: "hole 4: a duplicate renews, so that a loss declared on the older head is refused",
    promise: "P10",
    check: async (trial) => {
      const writer = await begin(trial);
      await writer.write("a");
      const seen = await headOf(trial, writer.id);
      const again = taken(await writer.send({ entries: ["a"] }, 1), "The batch sent again");
      demand(again.revision > seen.revision, "A recognised duplicate raises the revision.");
      same(again.leaseUntil, again.now + writer.leaseMs, "A recognised duplicate renews the lease");
      refused(await declareLost(trial, writer.id, seen), "changed", "A loss on the older head");
    },
  },
  {
    name: "hole 5: a head of one life never matches another, and revisions never climb back",
    promise: "P1",
    check: async (trial) => {
      const first = await begin(trial);
      const { id } = first;
      await first.end();
      const seen = await headOf(trial, id);
      const second = await beginAgain(trial, id, seen);
      await second.heartbeat();
      const late = await untouched(trial, id, () =>
        trial.store.append(id, startBatch(trial), unchanged(seen)),
      );
      refused(late, "changed", "A start that means the life before");
      const head = await headOf(trial, id);
      demand(head.revision > seen.revision, "A new life goes on from the old one's revision.");
      const forged = { ...unchanged(head), incarnation: seen.incarnation };
      const batch = startBatch(trial);
      const other = await untouched(trial, id, () => trial.store.append(id, batch, forged));
      refused(other, "changed", "The right revision of the wrong life");
    },
  },
  {
    name: "hole 5: removed and started again, a revision is not met a second time",
    promise: "P1",
    check: async (trial) => {
      const first = await begin(trial);
      const { id } = first;
      const seen = await headOf(trial, id);
      await trial.pass(2);
      removed(await trial.store.remove(id, first.incarnation));
      const second = await begin(trial, { id });
      const head = await headOf(trial, id);
      demand(head.revision > seen.revision, "The store's time keeps revisions from falling back.");
      const late = await untouched(trial, id, () => declareLost(trial, id, seen));
      refused(late, "changed", "A loss of the life that was removed");
      await second.heartbeat();
    },
  },
  {
    name: "hole 6: the same epoch in other hands is fenced",
    promise: "P2",
    check: async (trial) => {
      const writer = await begin(trial);
      const { id } = writer;
      const next = await takeOver(trial, id, await headOf(trial, id));
      const forgotten = { ...next.after(), producer: trial.ulid() };
      for (const entries of [["x"], []]) {
        const answer = await untouched(trial, id, () =>
          trial.store.append(id, { entries }, forgotten),
        );
        refused(answer, "fenced", "A producer whose takeover was forgotten");
      }
    },
  },
  {
    name: "hole 11: a refusal says how many of a batch's entries were stored",
    promise: "P3",
    check: async (trial) => {
      const sent = ["a", "b", "c", "d"];
      const writer = await begin(trial);
      await writer.send({ entries: sent.slice(0, 2) });
      await stop(trial, writer.id, writer.incarnation);
      const closed = refused(await writer.send({ entries: sent }), "closed", "After a stop");
      same(closed.stored, 2, "Two of four were stored before the stop");

      const old = await begin(trial);
      await old.send({ entries: sent.slice(0, 3) });
      const next = await takeOver(trial, old.id, await headOf(trial, old.id));
      await next.write("x", "y", "z");
      const fenced = refused(await old.send({ entries: sent }), "fenced", "After a takeover");
      same(fenced.stored, 3, "Three of four were stored before the takeover");
      const none = refused(await old.send({ entries: ["e", "f"] }, 5), "fenced", "What follows");
      same(none.stored, 0, "The successor's entries are not the old producer's");
      const texts = ["started", "a", "b", "c", "x", "y", "z"];
      same(await textsOf(trial, old.id), texts, "The log holds what the answers say");
    },
  },
  {
    name: "hole 17: an empty append tells a producer of a stop that it did not hear",
    promise: "P5",
    check: async (trial) => {
      const writer = await begin(trial);
      taken(await stop(trial, writer.id, writer.incarnation), "A stop before anyone listens");
      const told = refused(await writer.send({ entries: [] }), "closed", "The empty append");
      same(told.head?.terminal, "stopped", "It says how the stream ended");
      same((await logOf(trial, writer.id)).length, 2, "And stores nothing");
    },
  },
];
