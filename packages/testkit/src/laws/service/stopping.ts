import { codeFrom, codeOf, reader, replay, wholeLife, wordsOf } from "../../kit/audience.ts";
import { demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import type { Weather } from "../../kit/weather.ts";
import type { ServiceLaw } from "./law-of-service.ts";

export const stoppingLaws: readonly ServiceLaw[] = [
  {
    name: "once a stop has returned, no further chunk is stored",
    promise: "P5",
    check: async (stage) => {
      for (let run = 0; run < stage.trial.runs(5); run++) {
        const id = stage.trial.id();
        const streams = stage.process();
        const elsewhere = stage.process();
        let written = 0;
        const running = streams.run(id, async (writing) => {
          while (!writing.signal.aborted) {
            await writing.ready;
            writing.write({ content: `${written++}` });
            await stage.trial.pass(stage.trial.virtual ? 0 : 1);
          }
        });
        running.catch(() => {});
        await stage.eventually(() => written > 3 + run, "The producer must come to write.");
        const ended = await stage.until(elsewhere.stop(id, { by: "ann" }), "a stop");
        same([ended.terminal, ended.mine], ["stopped", true], "The stop is this call's own");
        const head = (await stage.until(elsewhere.read(id), "a read")).eventCount;
        const done = await stage.until(running, "the run that was stopped");
        same([done.terminal, done.mine], ["stopped", false], "run resolves with what stands");
        await stage.trial.pass(20);
        const seen = await replay(stage, elsewhere, id);
        same(seen.events.length, head, "Nothing is stored after the stop has returned");
        same(seen.events.at(-1)?.position, ended.position, "The stop is the last event");
        wholeLife(seen, wordsOf(seen.events), "stopped", "A reader");
        const last = seen.events.at(-1);
        same(last?.type === "stopped" && last.by, "ann", "And says who it was");
      }
    },
  },
  {
    name: "a stop fires the producer's signal at once, while it waits for the model",
    promise: "P5",
    calm: true,
    check: async (stage) => {
      const id = stage.trial.id();
      const writer = await stage.until(stage.process().start(id), "a start");
      await stage.until(writer.write({ content: "a" }), "a write");
      await stage.trial.pass(10);
      await stage.until(stage.process().stop(id), "a stop");
      const soon = "The producer's signal did not fire at once.";
      await stage.eventually(() => writer.signal.aborted, soon, stage.trial.virtual ? 5 : 500);
      same(codeOf(writer.signal.reason), "stopped", "The signal says why");
      const ended = await stage.until(writer.complete(), "complete() after a stop");
      same(ended.terminal, "stopped", "Completing a stopped stream is no error");
    },
  },
  {
    name: "hole 17: a stop is heard that came before the producer's subscription was up",
    promise: "P5",
    check: async (stage) => {
      const id = stage.trial.id();
      const subscribeMs = stage.trial.virtual ? 300 : 100;
      const { leaseMs, backoffCapMs } = stage.settings;
      // No sign of life may find out what the subscription should tell.
      const settings = { heartbeatMs: leaseMs - 1, graceMs: leaseMs + backoffCapMs };
      const slow = stage.process(settings, { subscribeMs });
      const writer = await stage.until(slow.start(id), "a start");
      await stage.until(stage.process().stop(id), "a stop");
      const late = "A stop that came before the subscription was up was never heard.";
      const limit = stage.trial.virtual ? stage.settings.leaseMs / 2 : 450;
      await stage.eventually(() => writer.signal.aborted, late, limit);
      same(codeOf(writer.signal.reason), "stopped", "The signal says why");
    },
  },
  {
    name: "hole 3: a stop whose reply was lost ends no later life",
    promise: "P5",
    check: async (stage) => {
      const id = stage.trial.id();
      const streams = stage.process();
      const first = await stage.until(streams.start(id), "a start");
      let lose = true;
      let delay = 0;
      const flaky = stage.process({}, { loseReply: () => lose, delayMs: () => delay });
      const stopping = flaky.stop(id);
      stopping.catch(() => {});
      await stage.eventually(() => first.signal.aborted, "The stop reached the stream.");
      delay = 30;
      const second = await stage.until(streams.start(id), "a start after the stop");
      lose = false;
      await stage.until(Promise.allSettled([stopping]), "the stop, tried again");
      await stage.until(second.write({ content: "alive" }), "a write of the later life");
      const ended = await stage.until(second.complete(), "its completion");
      same(ended.terminal, "completed", "The later life is untouched");
    },
  },
  {
    name: "a stop that races a completion: one terminal, and both are told which",
    promise: "P5",
    check: async (stage) => {
      for (let run = 0; run < stage.trial.runs(10); run++) {
        const id = stage.trial.id();
        const streams = stage.process();
        const writer = await stage.until(streams.start(id), "a start");
        writer.write({ content: "a" });
        const delays = run % 2 ? { delayMs: () => run } : {};
        const stopping = stage.process({}, delays).stop(id);
        const [completed, stopped] = await stage.until(
          Promise.all([writer.complete(), stopping]),
          "a completion and a stop",
        );
        same(completed.terminal, stopped.terminal, "Both are told the same terminal");
        same(completed.position, stopped.position, "At the same position");
        same([completed.mine, stopped.mine].filter(Boolean).length, 1, "One of them did it");
        const seen = await replay(stage, streams, id);
        demand(completed.terminal !== "failed", "Neither is a failure.");
        wholeLife(seen, wordsOf(seen.events), completed.terminal, "A reader");
      }
    },
  },
  {
    name: "hole 11: after a stop, writes that are durable resolve and the others reject",
    promise: "P6",
    check: async (stage) => {
      const id = stage.trial.id();
      let lose = false;
      const flaky = stage.process({}, { loseReply: () => lose });
      const writer = await stage.until(flaky.start(id), "a start");
      await stage.until(writer.write({ content: "before" }), "a write");
      lose = true;
      const outcomes = ["a", "b"].map((content) => codeFrom(writer.write({ content })));
      const elsewhere = stage.process();
      const stored = async (): Promise<boolean> => (await elsewhere.read(id)).chunks >= 3;
      await stage.eventually(() => stage.until(stored(), "a read"), "The batch is stored.");
      await stage.until(elsewhere.stop(id), "a stop");
      lose = false;
      outcomes.push(codeFrom(writer.write({ content: "after" })));
      const [a, b, after] = await stage.until(Promise.all(outcomes), "three writes");
      demand(
        typeof a === "object" && typeof b === "object",
        "What is stored must resolve its write.",
      );
      same(after, "stopped", "What is not rejects it");
      const seen = await replay(stage, elsewhere, id);
      wholeLife(seen, ["before", "a", "b"], "stopped", "A reader");
    },
  },
  {
    name: "stopping what has ended, or is not there, says so and changes nothing",
    promise: "P5",
    check: async (stage) => {
      const id = stage.trial.id();
      const streams = stage.process();
      same(
        await stage.until(codeFrom(streams.stop(id)), "a stop"),
        "not-found",
        "Nothing is there",
      );
      const writer = await stage.until(streams.start(id), "a start");
      await stage.until(writer.complete("done"), "its completion");
      const ended = await stage.until(streams.stop(id), "a stop of what has ended");
      same([ended.terminal, ended.mine], ["completed", false], "The completion stands");
      wholeLife(await replay(stage, streams, id), [], "completed", "A reader");
      const weather: Partial<Weather> = { down: true };
      const away = stage.process({ commandTimeoutMs: 300 }, weather);
      const code = await stage.until(codeFrom(away.stop(id)), "a stop without a store");
      same(code, "store-unavailable", "A stop that cannot be made durable rejects");
      const last = reader(streams.follow(id));
      same((await stage.until(last.done, "a replay")).events.length, 2, "Nothing was added");
    },
  },
];
