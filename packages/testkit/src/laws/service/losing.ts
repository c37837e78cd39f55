import { codeOf, reader, replay, wholeLife } from "../../kit/audience.ts";
import { demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import type { Said, Stage } from "../../kit/stage.ts";
import type { Weather } from "../../kit/weather.ts";
import type { ServiceLaw } from "./law-of-service.ts";

/** A producer, and the weather that it lives in. */
const living = async (stage: Stage, id: string) => {
  const weather: Partial<Weather> = {};
  const writer = await stage.until(stage.process({}, weather).start(id), "a start");
  return { weather, writer };
};

/** One that dies without a word: from then on nothing of its process reaches the store. */
const dies = async (stage: Stage, id: string, said: Said) => {
  const { weather, writer } = await living(stage, id);
  await stage.until(writer.write(said), "a write");
  weather.down = true;
  return { weather, writer };
};

export const losingLaws: readonly ServiceLaw[] = [
  {
    name: "a producer that dies is declared lost once, within lease + grace + 1 s, while it is followed",
    promise: "P10",
    check: async (stage) => {
      const { leaseMs, graceMs } = stage.settings;
      const id = stage.trial.id();
      const { weather, writer } = await dies(stage, id, { content: "half" });
      const died = stage.clock.elapsed();
      const readers = [1, 2, 3].map(() => reader(stage.process().follow(id)));
      const limit = leaseMs + graceMs + 1_000;
      const ends = readers.map(async ({ done }) => {
        const seen = await done;
        return { seen, after: stage.clock.elapsed() - died };
      });
      for (const end of ends) {
        const { seen, after } = await stage.until(end, "a reader of a dead producer", 60_000);
        wholeLife(seen, ["half"], "failed", "Who follows a dead producer");
        const last = seen.events.at(-1);
        same(
          last?.type === "failed" && last.code,
          "producer-lost",
          "The failure says that it is lost",
        );
        const slack = stage.trial.virtual ? 0 : 1_500;
        demand(after <= limit + slack, `It took ${after} ms, more than lease + grace + 1 s.`);
        demand(after >= leaseMs, `It was declared after ${after} ms, before its lease was over.`);
      }
      weather.down = false;
      const beat = writer.write({ content: "late" });
      const late = await stage.until(
        beat.then(() => null, codeOf),
        "the late producer's write",
      );
      same(late, "producer-lost", "The producer that comes back is told");
      wholeLife(await replay(stage, stage.process(), id), ["half"], "failed", "A late reader");
    },
  },
  {
    name: "a producer that dies is declared lost in time by a reader that is slow, too",
    promise: "P10",
    check: async (stage) => {
      const { leaseMs, graceMs } = stage.settings;
      const id = stage.trial.id();
      const { weather, writer } = await living(stage, id);
      for (let n = 0; n < 50; n++) {
        await stage.until(writer.write({ content: `${n}` }), "a write");
      }
      weather.down = true;
      const died = stage.clock.elapsed();
      const limit = leaseMs + graceMs + 1_000 + (stage.trial.virtual ? 0 : 1_500);
      const follow = stage.process().follow(id);
      // It has not read half of what is there when the time is over, and nobody else looks at the stream.
      const pauseMs = Math.ceil(limit / 25);
      let lost = false;
      while (!lost && stage.clock.elapsed() - died <= limit) {
        await stage.until(follow.next(), "a slow reader");
        await stage.trial.pass(pauseMs);
        const { head } = await stage.trial.store.head(id);
        lost = head?.terminal === "failed";
      }
      await follow.return();
      demand(lost, `After ${limit} ms the producer that died was not declared lost.`);
    },
  },
  {
    name: "a dead producer that nobody follows is noticed by a look",
    promise: "P10",
    check: async (stage) => {
      const { leaseMs, graceMs } = stage.settings;
      for (const how of ["describe", "list"] as const) {
        const id = stage.trial.id();
        await dies(stage, id, { content: "half" });
        await stage.trial.pass(leaseMs + 10);
        const streams = stage.process();
        const described = await stage.until(streams.describe(id), "a look");
        same(described.status, "stale", "A stream whose lease is over is stale");
        const other = stage.process();
        const walk = async (): Promise<void> => {
          let cursor: string | null = null;
          do {
            const page: Awaited<ReturnType<typeof other.list>> = await other.list(
              cursor === null ? {} : { cursor },
            );
            cursor = page.cursor;
          } while (cursor !== null);
        };
        if (how === "list") await stage.until(walk(), "a walk");
        await stage.trial.pass(graceMs + 500);
        const after = await stage.until(streams.describe(id), "another look");
        same(after.status, "failed", "After the grace it has been declared lost");
      }
    },
  },
  {
    name: "hole 10: an outage longer than the lease kills no living producer",
    promise: "P10",
    check: async (stage) => {
      const id = stage.trial.id();
      const [here, there]: Partial<Weather>[] = [{}, {}];
      const writer = await stage.until(stage.process({}, here ?? {}).start(id), "a start");
      await stage.until(writer.write({ content: "before" }), "a write");
      const watching = stage.process({}, there ?? {});
      const following = reader(watching.follow(id));
      await stage.eventually(() => following.events.length === 2, "The reader is live.");
      for (const weather of [here, there]) if (weather) weather.down = true;
      await stage.trial.pass(stage.settings.leaseMs * 2);
      // The watcher comes back first, and sees a lease that is long over.
      if (there) there.down = false;
      await stage.trial.pass(stage.settings.graceMs / 2);
      if (here) here.down = false;
      await stage.trial.pass(stage.settings.leaseMs);
      await stage.until(writer.write({ content: "after" }), "a write after the outage");
      await stage.until(writer.complete(), "the completion");
      const seen = await stage.until(following.done, "the reader");
      wholeLife(seen, ["before", "after"], "completed", "Who watched through the outage");
    },
  },
  {
    name: "a silent producer that lives is never declared lost",
    promise: "P10",
    check: async (stage) => {
      const id = stage.trial.id();
      const writer = await stage.until(stage.process().start(id), "a start");
      await stage.until(writer.write({ content: "a" }), "a write");
      const following = reader(stage.process().follow(id));
      await stage.trial.pass(stage.settings.leaseMs * (stage.trial.virtual ? 5 : 2));
      same(writer.signal.aborted, false, "Its heartbeats keep it alive");
      await stage.until(writer.write({ content: "b" }), "a write after a long silence");
      await stage.until(writer.complete(), "the completion");
      const seen = await stage.until(following.done, "the reader");
      wholeLife(seen, ["a", "b"], "completed", "Who followed a silent producer");
    },
  },
  {
    name: "hole 18: a writer that was leaked is declared lost after its idle cap",
    promise: "P10",
    check: async (stage) => {
      const { leaseMs, graceMs } = stage.settings;
      const id = stage.trial.id();
      const idleMs = stage.trial.virtual ? 30_000 : 300;
      const writer = await stage.until(stage.process({ idleMs }).start(id), "a start");
      await stage.until(writer.write({ content: "a" }), "a write");
      const following = reader(stage.process().follow(id));
      const limit = idleMs + 2 * leaseMs + graceMs + 1_000;
      const seen = await stage.until(following.done, "the reader of a leaked writer", limit);
      wholeLife(seen, ["a"], "failed", "Who follows a leaked writer");
    },
  },
  {
    name: "a writer that was leaked is declared lost for who follows beside it, too",
    promise: "P10",
    check: async (stage) => {
      const { leaseMs, graceMs } = stage.settings;
      const id = stage.trial.id();
      const idleMs = stage.trial.virtual ? 30_000 : 300;
      const streams = stage.process({ idleMs });
      const writer = await stage.until(streams.start(id), "a start");
      await stage.until(writer.write({ content: "a" }), "a write");
      const following = reader(streams.follow(id));
      const limit = idleMs + 2 * leaseMs + graceMs + 1_000;
      const seen = await stage.until(following.done, "the reader beside a leaked writer", limit);
      wholeLife(seen, ["a"], "failed", "Who follows beside a leaked writer");
    },
  },
  {
    name: "who follows beside a producer sees what others did within a position check, though all notices are lost",
    promise: "P8",
    calm: true,
    check: async (stage) => {
      const id = stage.trial.id();
      const streams = stage.process({}, { notices: () => () => [] });
      const writer = await stage.until(streams.start(id), "a start");
      const following = reader(streams.follow(id));
      await stage.until(writer.write({ content: "a" }), "a write");
      await stage.eventually(() => following.events.length === 2, "The reader is live.");
      await stage.trial.pass(stage.settings.positionCheckMs);
      await stage.until(stage.process().stop(id), "a stop from elsewhere");
      const limit = stage.settings.positionCheckMs + (stage.trial.virtual ? 500 : 1_500);
      const seen = await stage.until(following.done, "the reader beside the producer", limit);
      wholeLife(seen, ["a"], "stopped", "Who follows beside a producer that was stopped");
    },
  },
];
