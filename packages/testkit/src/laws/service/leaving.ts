import { type Reader, reader, wholeLife } from "../../kit/audience.ts";
import { demand } from "../../kit/law.ts";
import { released, resting } from "../../kit/released.ts";
import { same } from "../../kit/same.ts";
import type { ServiceLaw } from "./law-of-service.ts";

export const leavingLaws: readonly ServiceLaw[] = [
  {
    name: "whoever leaves, however, leaves no subscription and no timer",
    promise: "P13",
    check: async (stage) => {
      const rest = await resting(stage);
      const streams = stage.process();
      const id = stage.trial.id();
      await stage.until(
        stage.process().run(id, (run) => {
          for (const content of ["a", "b", "c"]) run.write({ content });
        }),
        "a run",
      );
      const living = stage.trial.id();
      const writer = await stage.until(stage.process().start(living), "a start");
      await stage.until(writer.write({ content: "a" }), "a write");
      await stage.eventually(() => stage.counts.open >= 1, "The writer listens.");
      await stage.trial.pass(50);
      const open = stage.counts.open;
      const timers = stage.timers();

      const whole = reader(streams.follow(id));
      await stage.until(whole.done, "a reader of the whole");
      await released(stage, open, timers, "Who read to the end");

      const abort = new AbortController();
      const aborted = reader(streams.follow(living, { signal: abort.signal }));
      await stage.eventually(() => aborted.events.length === 2, "The reader comes to the head.");
      abort.abort(new Error("gone"));
      await stage.until(aborted.done, "an aborted reader");
      await released(stage, open, timers, "Who aborted");

      const returned = streams.follow(living);
      await stage.until(returned.next(), "an event");
      await returned.return();
      await released(stage, open, timers, "Who returned");

      streams.follow(living);
      await released(stage, open, timers, "Who never pulled");

      const abandoned = streams.follow(living);
      await stage.until(abandoned.next(), "an event");
      await stage.trial.pass(stage.settings.lingerMs + stage.settings.positionCheckMs + 100);
      await released(stage, open, timers, "Who stopped pulling and was forgotten");

      const waiting = streams.follow(stage.trial.id(), { wait: 30 });
      const left = waiting.next();
      await waiting.return();
      await stage.until(left, "a pull of who left while waiting");
      await released(stage, open, timers, "Who left while waiting for a start");

      const readable = streams.follow(living).readable.getReader();
      await stage.until(readable.read(), "an event");
      await readable.cancel();
      await released(stage, open, timers, "Who cancelled the stream of the platform");
      await stage.until(writer.complete(), "the completion");
      await released(stage, 0, rest(2), "The producer");
    },
  },
  {
    name: "close ends everyone and releases everything, leases included",
    promise: "P13",
    check: async (stage) => {
      const rest = await resting(stage);
      const id = stage.trial.id();
      const streams = stage.process();
      const writer = await stage.until(streams.start(id), "a start");
      await stage.until(writer.write({ content: "a" }), "a write");
      const inside = reader(streams.follow(id));
      const outside = reader(stage.process().follow(id));
      await stage.eventually(() => outside.events.length === 2, "The reader comes to the head.");
      await stage.until(streams.close(), "closing");
      const seen = await stage.until(outside.done, "a reader in another process", 20_000);
      wholeLife(seen, ["a"], "failed", "Who follows what was let go");
      const last = seen.events.at(-1);
      same(
        last?.type === "failed" && last.code,
        "abandoned",
        "The failure says that it was let go",
      );
      const { error } = await stage.until(inside.done, "a reader of the closed process", 20_000);
      const settled = error === null || (error instanceof Error && "code" in error);
      demand(settled, "A reader of the closed process ends, with the terminal or with closed.");
      await released(stage, 0, rest(1), "The closed process");
    },
  },
  {
    name: "followers of one stream in one process cost the store what one costs",
    promise: "P14",
    calm: true,
    check: async (stage) => {
      const cost = async (followers: number): Promise<{ reads: number; subscribed: number }> => {
        const id = stage.trial.id();
        const streams = stage.process();
        const writer = await stage.until(stage.process().start(id), "a start");
        const { subscribed } = stage.counts;
        const readers: Reader[] = [];
        for (let at = 0; at < followers; at++) readers.push(reader(streams.follow(id)));
        const live = (): boolean => readers.every(({ events }) => events.length === 1);
        await stage.eventually(live, "All readers come to the head.");
        const { reads } = stage.counts;
        for (let at = 0; at < 50; at++) {
          await stage.until(writer.write({ content: `${at}` }), "a write");
        }
        // Long enough for several looks at the position.
        await stage.trial.pass(stage.settings.positionCheckMs * 3);
        await stage.until(writer.complete(), "the completion");
        for (const { done } of readers) {
          same((await stage.until(done, "a reader")).events.length, 52, "Each reader sees it all");
        }
        return {
          reads: stage.counts.reads - reads,
          subscribed: stage.counts.subscribed - subscribed,
        };
      };
      const one = await cost(1);
      const many = await cost(stage.trial.virtual ? 300 : 50);
      same(many.subscribed, one.subscribed, "Many followers subscribe as often as one");
      const most = one.reads + 3;
      demand(many.reads <= most, `One follower costs ${one.reads} reads, many ${many.reads}.`);
    },
  },
];
