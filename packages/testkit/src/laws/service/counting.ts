import type { Inventory, InventoryOptions, Streams } from "@segno/core";
import { codeFrom } from "../../kit/audience.ts";
import { demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import type { Said, Stage } from "../../kit/stage.ts";
import type { ServiceLaw } from "./law-of-service.ts";

/** What each step tells, the last of them whole. */
const taken = async (
  streams: Streams<Said>,
  options: InventoryOptions,
): Promise<readonly Inventory[]> => {
  const steps: Inventory[] = [];
  for await (const step of streams.inventory(options)) steps.push(step);
  return steps;
};

const whole = async (
  stage: Stage,
  streams: Streams<Said>,
  options: InventoryOptions,
): Promise<Inventory> => {
  const steps = await stage.until(taken(streams, options), "an inventory");
  const last = steps.at(-1);
  demand(last !== undefined, "An inventory told nothing.");
  same(
    steps.map(({ done }) => done),
    steps.map((_, at) => at === steps.length - 1),
    "Only the last step is done",
  );
  return last;
};

export const countingLaws: readonly ServiceLaw[] = [
  {
    name: "an inventory counts streams and events by status and kind, and knows the oldest",
    promise: "P18",
    check: async (stage) => {
      const owner = `ann ${stage.trial.ulid()}`;
      const streams = stage.process();
      const kinds = ["chat", "chat", "song", undefined];
      const ids: string[] = [];
      for (const [at, kind] of kinds.entries()) {
        const id = stage.trial.id();
        ids.push(id);
        const named = { owner, ...(kind !== undefined && { kind }) };
        const writer = await stage.until(streams.start(id, named), "a start");
        for (let n = 0; n < at; n++) {
          await stage.until(writer.write({ content: `${n}` }), "a write");
        }
        if (at === 0) await stage.until(writer.complete(), "the completion");
        if (at === 1) await stage.until(streams.stop(id), "a stop");
        await stage.trial.pass(5);
      }
      const seen = await whole(stage, streams, { owner });
      same(seen.streams, 4, "Streams");
      // Starts, chunks and two endings.
      same(seen.events, 4 + (1 + 2 + 3) + 2, "Events");
      const { active, stale, ...ended } = seen.byStatus;
      same([active + stale, ended], [2, { completed: 1, stopped: 1, failed: 0 }], "By status");
      const byKind = [...seen.byKind].sort((a, b) => (`${a.kind}` < `${b.kind}` ? -1 : 1));
      const counted = [
        { kind: "chat", streams: 2, events: 5 },
        { kind: null, streams: 1, events: 4 },
        { kind: "song", streams: 1, events: 3 },
      ];
      same(byKind, counted, "By kind");
      same(seen.oldest?.streamId, ids[0], "The oldest");
      if (seen.bytes) {
        same(seen.bytes.sampled, 4, "A few streams are all weighed");
        demand(seen.bytes.estimated > 0, "They take some bytes.");
      }
      const songs = await whole(stage, streams, { owner, kind: "song" });
      same([songs.streams, songs.events], [1, 3], "Those of a kind");
      const everything = await whole(stage, streams, {});
      demand(everything.streams >= 4, "All streams are at least these four.");
    },
  },
  {
    name: "an inventory of nothing says so, and an aborted one ends with its reason",
    promise: "P18",
    calm: true,
    check: async (stage) => {
      const streams = stage.process();
      const seen = await whole(stage, streams, { owner: `nobody ${stage.trial.ulid()}` });
      same([seen.streams, seen.events, seen.oldest, seen.bytes], [0, 0, null, null], "Nothing");
      const abort = new AbortController();
      const reason = Object.assign(new Error("gone"), { code: "gone" });
      abort.abort(reason);
      const late = codeFrom((async () => taken(streams, { signal: abort.signal }))());
      same(await stage.until(late, "an aborted inventory"), "gone", "The reason of an abort");
    },
  },
];
