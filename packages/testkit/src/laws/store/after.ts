import { begin, beginAgain, stop, takeOver } from "../../kit/acting.ts";
import { headOf, logOf, refused, taken, textsOf, untouched } from "../../kit/answers.ts";
import { demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import type { AdapterLaw } from "../law-of-adapter.ts";

/** The producer's own place, step by step in the order of the contract. */
export const afterLaws: readonly AdapterLaw[] = [
  {
    name: "after: the producer's batches follow one another in its own epoch",
    promise: "P3",
    check: async (trial) => {
      const writer = await begin(trial);
      const first = await writer.write("a", "b");
      const second = await writer.write("c");
      same([first.place.offset, second.place.offset], [3, 4], "Offsets are dense");
      same(second.place.epoch, 1, "A producer's own append begins no epoch");
      same(await textsOf(trial, writer.id), ["started", "a", "b", "c"], "The log holds each once");
    },
  },
  {
    name: "after: a batch sent again is recognised by the epoch at its last offset",
    promise: "P3",
    check: async (trial) => {
      const writer = await begin(trial);
      await writer.write("a", "b");
      await writer.write("c");
      for (const [entries, offset] of [
        [["a", "b"], 1],
        [["c"], 3],
        [["b", "c"], 2],
      ] as const) {
        const again = taken(await writer.send({ entries }, offset), "A batch sent again");
        same(
          again.duplicate,
          true,
          `Sent again after offset ${offset}, it counts as stored before`,
        );
        same(again.place, writer.place(), "The answer says where the stream stands now");
      }
      same(await textsOf(trial, writer.id), ["started", "a", "b", "c"], "Nothing is stored twice");
    },
  },
  {
    name: "after: what is stored is skipped, the rest appended",
    promise: "P3",
    check: async (trial) => {
      const writer = await begin(trial);
      await writer.send({ entries: ["a", "b"] });
      const longer = taken(await writer.send({ entries: ["a", "b", "c", "d"] }), "A longer resend");
      same([longer.place.offset, longer.duplicate], [5, false], "The rest of it was appended");
      const end = { terminal: "completed", closer: writer.producer } as const;
      const ending = { entries: ["c", "d", "completed"], end };
      taken(await writer.send(ending, 3), "A resend with the ending");
      const texts = ["started", "a", "b", "c", "d", "completed"];
      same(await textsOf(trial, writer.id), texts, "Each is there once");
      same((await headOf(trial, writer.id)).terminal, "completed", "The ending is in the head");
      const again = taken(await writer.send(ending, 3), "The ending, sent again");
      same(again.duplicate, true, "An ending sent again was stored before");
      same(await textsOf(trial, writer.id), texts, "And is still there once");
    },
  },
  {
    name: "after: another incarnation is fenced, live or ended",
    promise: "P2",
    check: async (trial) => {
      const old = await begin(trial);
      await old.write("old");
      const { id } = old;
      const next = await beginAgain(trial, id, await headOf(trial, id));
      for (const state of ["live", "ended"]) {
        for (const entries of [["late"], []]) {
          const answer = await untouched(trial, id, () => old.send({ entries }));
          const conflict = refused(answer, "fenced", `On a ${state} later life, an old append`);
          same(conflict.head?.incarnation, next.incarnation, "The refusal shows the later life");
          same(conflict.stored, 0, "Nothing of it is stored in the later life");
        }
        // The same batch that the earlier life had stored is nothing to the later one.
        const again = await untouched(trial, id, () => old.send({ entries: ["old"] }, 1));
        refused(again, "fenced", `On a ${state} later life, a batch that the earlier one held`);
        if (state === "live") await next.end();
      }
    },
  },
  {
    name: "after: under a later epoch it is fenced, and what it had stored is recognised",
    promise: "P2",
    check: async (trial) => {
      const old = await begin(trial);
      await old.write("a");
      const { id } = old;
      const next = await takeOver(trial, id, await headOf(trial, id));
      await next.write("b");
      const head = await headOf(trial, id);
      for (const entries of [["x"], ["x", "y"], []]) {
        const answer = await untouched(trial, id, () => old.send({ entries }));
        const conflict = refused(answer, "fenced", "The append of a producer that was replaced");
        same(conflict.head, head, "The refusal shows the head of its successor");
      }
      const again = await untouched(trial, id, () => old.send({ entries: ["a"] }, 1));
      same(taken(again, "What it had stored").duplicate, true, "What was stored is stored");
      same(await textsOf(trial, id), ["started", "a", "b"], "Nothing late is in the log");
    },
  },
  {
    name: "after: an earlier epoch in the store is a gap, never a match",
    promise: "P3",
    check: async (trial) => {
      const writer = await begin(trial);
      const { id, producer } = writer;
      const forgotten = { ...writer.after(), epoch: 7 };
      for (const entries of [["x"], []]) {
        const answer = await untouched(trial, id, () =>
          trial.store.append(id, { entries }, forgotten),
        );
        const conflict = refused(answer, "gap", "An append of a term that the store forgot");
        same(conflict.head?.epoch, 1, "The refusal shows the term that the store knows");
        same(conflict.head?.producer, producer, "And its producer");
      }
    },
  },
  {
    name: "after: past the head is a gap, and shows where to go on",
    promise: "P3",
    check: async (trial) => {
      const writer = await begin(trial);
      await writer.write("a");
      for (const entries of [["x"], []]) {
        const answer = await untouched(trial, writer.id, () => writer.send({ entries }, 5));
        const conflict = refused(answer, "gap", "An append that leaves offsets out");
        same([conflict.head?.offset, conflict.stored], [2, 0], "The refusal shows the head");
      }
      taken(await writer.send({ entries: ["b", "c", "d", "e"] }, 2), "A resend from that head");
    },
  },
  {
    name: "after: an empty batch at or before the head is a heartbeat",
    promise: "P10",
    check: async (trial) => {
      const writer = await begin(trial);
      await writer.write("a", "b");
      const before = await headOf(trial, writer.id);
      for (const offset of [3, 2, 1]) {
        const beat = taken(await writer.send({ entries: [] }, offset), "A heartbeat");
        same([beat.place, beat.duplicate], [writer.place(), false], "A heartbeat moves nothing");
      }
      const head = await headOf(trial, writer.id);
      demand(head.revision > before.revision, "A heartbeat raises the revision.");
      same(head.epoch, before.epoch, "A heartbeat begins no epoch");
      same((await logOf(trial, writer.id)).length, 3, "A heartbeat stores nothing");
    },
  },
  {
    name: "after: an ended stream is closed, whatever else would be wrong",
    promise: "P5",
    check: async (trial) => {
      const writer = await begin(trial);
      await writer.write("a");
      const { id } = writer;
      await stop(trial, id, writer.incarnation);
      const tries: readonly [string, readonly string[], number][] = [
        ["the next chunk", ["x"], 2],
        ["a batch across the stop", ["a", "x", "y"], 1],
        ["a heartbeat", [], 2],
        ["a batch past the end", ["x"], 9],
      ];
      for (const [what, entries, offset] of tries) {
        const answer = await untouched(trial, id, () => writer.send({ entries }, offset));
        const conflict = refused(answer, "closed", `After a stop, ${what}`);
        same(conflict.head?.terminal, "stopped", "The refusal shows the terminal");
      }
    },
  },
];
