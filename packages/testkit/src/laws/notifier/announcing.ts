import { maxNoticeBytes } from "@segno/core";
import { begin, beginAgain, declareLost, stop, takeOver } from "../../kit/acting.ts";
import { headOf, logOf, refused, removed, taken } from "../../kit/answers.ts";
import { gist, listen } from "../../kit/ears.ts";
import { demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import type { AdapterLaw } from "../law-of-adapter.ts";

const bytesOf = (entries: readonly string[]): number =>
  entries.reduce((sum, entry) => sum + new TextEncoder().encode(entry).length, 0);

export const announcingLaws: readonly AdapterLaw[] = [
  {
    name: "all that happens is announced to followers, but heartbeats",
    promise: "P4",
    check: async (trial) => {
      const id = trial.id();
      const ear = await listen(trial, id, "events");
      const writer = await begin(trial, { id });
      const { incarnation } = writer;
      await writer.heartbeat();
      await writer.write("a", "b");
      await writer.heartbeat();
      const next = await takeOver(trial, id, await headOf(trial, id));
      const { epoch } = next.place();
      await next.heartbeat();
      await next.end();
      const ended = await headOf(trial, id);
      const again = await beginAgain(trial, id, ended);
      taken(await declareLost(trial, id, await headOf(trial, id)), "A declared loss");
      const lost = (await headOf(trial, id)).epoch;
      removed(await trial.store.remove(id, again.incarnation));
      const expected = [
        { _tag: "appended", incarnation, epoch: 1, first: 1, last: 1 },
        { _tag: "appended", incarnation, epoch: 1, first: 2, last: 3 },
        { _tag: "appended", incarnation, epoch, first: 4, last: 3 },
        { _tag: "appended", incarnation, epoch, first: 4, last: 4, terminal: "completed" },
        { _tag: "appended", incarnation: again.incarnation, epoch: 1, first: 1, last: 1 },
        {
          _tag: "appended",
          incarnation: again.incarnation,
          epoch: lost,
          first: 2,
          last: 2,
          terminal: "failed",
        },
        { _tag: "removed", incarnation: again.incarnation },
      ];
      await ear.hears(expected.length, "Not all that happened was announced.");
      same(ear.heard.map(gist), expected, "What happened is announced, in order, and nothing else");
      await ear.close();
    },
  },
  {
    name: "a producer hears what others do to its stream, not its own chunks",
    promise: "P5",
    check: async (trial) => {
      const first = await begin(trial);
      const { id } = first;
      const ear = await listen(trial, id, "control");
      await first.write("a");
      await first.heartbeat();
      await first.write("b");
      const next = await takeOver(trial, id, await headOf(trial, id));
      await next.write("c");
      taken(await stop(trial, id, next.incarnation), "A stop");
      const again = await beginAgain(trial, id, await headOf(trial, id));
      await again.write("d");
      taken(await declareLost(trial, id, await headOf(trial, id)), "A declared loss");
      const last = await beginAgain(trial, id, await headOf(trial, id));
      await last.end();
      removed(await trial.store.remove(id, last.incarnation));
      const said = [
        ["appended", next.incarnation, 4, 3, undefined],
        ["appended", next.incarnation, 5, 5, "stopped"],
        ["appended", again.incarnation, 1, 1, undefined],
        ["appended", again.incarnation, 3, 3, "failed"],
        ["appended", last.incarnation, 1, 1, undefined],
        ["removed", last.incarnation],
      ];
      await ear.hears(said.length, "A producer must hear what others did to its stream.");
      const heard = ear.heard.map((notice) => {
        if (notice._tag === "interrupted") return [notice._tag];
        if (notice._tag !== "appended") return [notice._tag, notice.incarnation];
        return [notice._tag, notice.incarnation, notice.first, notice.last, notice.terminal];
      });
      same(heard, said, "The control topic carries what others did, and nothing else");
      await ear.close();
    },
  },
  {
    name: "entries in a notice are the log's, and only small ones travel",
    promise: "P8",
    check: async (trial) => {
      const writer = await begin(trial);
      const { id } = writer;
      const ear = await listen(trial, id, "events");
      const batches = [
        ["small"],
        ["ü", "世界", "😀", "\u2028", '"\\'],
        ["x".repeat(maxNoticeBytes + 1)],
        ["世".repeat(maxNoticeBytes / 3), "and more"],
        ["after"],
      ];
      for (const batch of batches) await writer.write(...batch);
      await ear.hears(batches.length, "Not every append was announced.");
      const log = await logOf(trial, id);
      for (const notice of ear.heard) {
        if (notice._tag !== "appended" || !notice.entries) continue;
        const { first, last, entries, epoch } = notice;
        const stored = log.slice(first - 1, last).map(({ entry }) => entry);
        same(
          entries,
          stored,
          `The entries that were announced for ${first} to ${last} are the log's`,
        );
        same(log[last - 1]?.epoch, epoch, "And so is their epoch");
        demand(
          bytesOf(entries) <= maxNoticeBytes,
          "A large batch is announced by its range alone.",
        );
      }
      await ear.close();
    },
  },
  {
    name: "a longer resend announces the log's entries at their own offsets",
    promise: "P8",
    check: async (trial) => {
      const writer = await begin(trial);
      const { id } = writer;
      const ear = await listen(trial, id, "events");
      await writer.send({ entries: ["a", "b"] });
      await writer.send({ entries: ["a", "b"] });
      await writer.send({ entries: ["a", "b", "c"] });
      const reached = (): boolean =>
        ear.heard.some((notice) => notice._tag === "appended" && notice.last === 4);
      await trial.soon(reached, "The rest of a longer resend was not announced.");
      const log = (await logOf(trial, id)).map(({ entry }) => entry);
      for (const notice of ear.heard) {
        if (notice._tag !== "appended" || !notice.entries) continue;
        const stored = log.slice(notice.first - 1, notice.last);
        same(notice.entries, stored, `What was announced from ${notice.first} is the log's`);
      }
      await ear.close();
    },
  },
  {
    name: "what was refused is not announced",
    promise: "P4",
    check: async (trial) => {
      const writer = await begin(trial);
      const { id } = writer;
      const events = await listen(trial, id, "events");
      const control = await listen(trial, id, "control");
      refused(await writer.send({ entries: ["x"] }, 7), "gap", "An append that leaves a gap");
      refused(await stop(trial, id, trial.ulid()), "changed", "A stop of another life");
      refused(await trial.store.remove(id, trial.ulid()), "changed", "A removal of another life");
      taken(await stop(trial, id, writer.incarnation), "A stop");
      refused(await writer.send({ entries: ["x"] }), "closed", "An append after it");
      removed(await trial.store.remove(id, writer.incarnation));
      for (const ear of [events, control]) {
        await ear.hears(2, "The stop and the removal are announced.");
        const tags = ear.heard.map((notice) => notice._tag);
        same(tags, ["appended", "removed"], "What was refused is not announced");
        await ear.close();
      }
    },
  },
];
