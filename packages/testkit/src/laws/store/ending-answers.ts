import { unchanged } from "@segno/core";
import { begin, beginAgain, declareLost, stop, stopBatch, termOf } from "../../kit/acting.ts";
import { headOf, logOf, refused, taken, untouched } from "../../kit/answers.ts";
import { same } from "../../kit/same.ts";
import type { AdapterLaw } from "../law-of-adapter.ts";

/** The table of answers: what has ended, and what anyone may do to what lives. */
export const endingAnswerLaws: readonly AdapterLaw[] = [
  {
    name: "an ended stream takes nothing but a new start",
    promise: "P5",
    check: async (trial) => {
      const writer = await begin(trial);
      await writer.end("failed");
      const { id } = writer;
      const seen = await headOf(trial, id);
      const takeover = { entries: [], takeOver: termOf(trial) };
      const late = await untouched(trial, id, () =>
        trial.store.append(id, takeover, unchanged(seen)),
      );
      refused(late, "closed", "A takeover of an ended stream");
      refused(await declareLost(trial, id, seen), "closed", "A loss of an ended stream");
      const again = await untouched(trial, id, () => stop(trial, id, writer.incarnation));
      const conflict = refused(again, "closed", "A stop of an ended stream");
      same(conflict.head?.closer, writer.producer, "The refusal shows who ended it");
      const next = await beginAgain(trial, id, seen, { entries: ["anew"] });
      same(next.place().epoch, 1, "A new life begins at epoch 1");
      const log = [{ offset: 1, epoch: 1, entry: "anew" }];
      same(await logOf(trial, id), log, "A new life replaces the log");
    },
  },
  {
    name: "live means one life, wherever its head is",
    promise: "P5",
    check: async (trial) => {
      const writer = await begin(trial);
      await writer.write("1", "2", "3");
      const { id } = writer;
      const other = await untouched(trial, id, () => stop(trial, id, trial.ulid()));
      refused(other, "changed", "A stop of another life");
      const closer = trial.ulid();
      const stopped = taken(await stop(trial, id, writer.incarnation, closer), "A stop");
      same(stopped.place.offset, 5, "A stop stands behind the last chunk");
      const head = await headOf(trial, id);
      same([head.terminal, head.closer], ["stopped", closer], "The head says who stopped it");
      refused(await stop(trial, id, trial.ulid()), "changed", "A stop of another life, ended");
    },
  },
  {
    name: "live does not ask for a lease: what is stale can be stopped",
    promise: "P5",
    check: async (trial) => {
      const writer = await begin(trial, { leaseMs: trial.brief(500) });
      await trial.pass(trial.brief(500) + 10);
      const answer = await stop(trial, writer.id, writer.incarnation);
      taken(answer, "A stop of a stale stream");
      const ended = await headOf(trial, writer.id);
      same(ended.terminal, "stopped", "The stale stream is stopped");
      const batch = stopBatch(trial.ulid());
      refused(await writer.send(batch), "closed", "The late producer's own ending");
    },
  },
];
