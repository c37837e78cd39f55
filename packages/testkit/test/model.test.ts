import { type EventStore, isLeft } from "@segno/core";

import { beside, openTrial, sameAnswers, storeCommands } from "@segno/testkit";
import { describeAdapter } from "@segno/testkit/vitest";
import fc from "fast-check";
import { expect, it } from "vitest";
import { forgetful, memory } from "./memory.ts";

/** Notes what a store answers. */
const counting = (store: EventStore, seen: Map<string, number>): EventStore => {
  const note = (what: string): void => {
    seen.set(what, (seen.get(what) ?? 0) + 1);
  };
  return {
    ...store,
    append: async (id, batch, expected) => {
      const answer = await store.append(id, batch, expected);
      const tag = isLeft(answer)
        ? answer.left._tag
        : answer.right.duplicate
          ? "duplicate"
          : "stored";
      note(`${expected._tag}: ${tag}`);
      if (isLeft(answer) && answer.left.stored > 0) note(`${tag}, some of it stored`);
      return answer;
    },
    read: async (id, after, limit) => {
      const answer = await store.read(id, after, limit);
      if (after) note(`read: ${isLeft(answer) ? answer.left._tag : "page"}`);
      return answer;
    },
    remove: async (id, incarnation) => {
      const answer = await store.remove(id, incarnation);
      note(`remove: ${isLeft(answer) ? answer.left._tag : "removed"}`);
      return answer;
    },
  };
};

it("random histories meet every row of the table of answers", async () => {
  const seen = new Map<string, number>();
  const trial = await openTrial(forgetful);
  const store = counting(trial.store, seen);
  await fc.assert(
    fc.asyncProperty(storeCommands(), (commands) =>
      fc.asyncModelRun(() => ({ model: {}, real: beside({ ...trial, store }) }), commands),
    ),
    { seed: 7, numRuns: 500 },
  );
  await trial.close();
  const rows = [
    ...["no-stream: stored", "no-stream: exists"],
    ...["after: stored", "after: duplicate", "after: not-found", "after: fenced", "after: closed"],
    ...["closed, some of it stored", "fenced, some of it stored"],
    ...["unchanged: stored", "unchanged: changed", "unchanged: closed", "unchanged: not-found"],
    ...["live: stored", "live: changed", "live: closed", "live: not-found"],
    ...["remove: removed", "remove: changed", "remove: not-found"],
    ...["read: page", "read: not-found", "read: ahead", "read: diverged", "after: gap"],
  ];
  expect(rows.filter((row) => (seen.get(row) ?? 0) < 3)).toEqual([]);
});

describeAdapter("the model obeys the laws that it is the measure of", forgetful);

it("two adapters give the same answers to the same commands", async () => {
  const [one, other] = await Promise.all([openTrial(memory), openTrial(memory, 2)]);
  await sameAnswers(one, other);
  await Promise.all([one.close(), other.close()]);
});
