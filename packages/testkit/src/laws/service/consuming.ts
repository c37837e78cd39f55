import { groupsOf } from "../../kit/consuming.ts";
import { demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import { briefIdleMs, holder, saidIn, worker } from "../../kit/sharing.ts";
import type { ServiceLaw } from "./law-of-service.ts";

const words = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `word ${at}`);

export const consumingLaws: readonly ServiceLaw[] = [
  {
    name: "each event is handed to some consumer of each group, and all of them end",
    promise: "T20",
    check: async (stage) => {
      groupsOf(stage.trial);
      const id = stage.trial.id();
      const said = words(30);
      const workers = ["one", "one", "one", "two"].map((group) => ({
        group,
        work: worker(stage.process(), id, { group, batch: 4 }),
      }));
      await stage.until(
        stage.process().run(id, async (run) => {
          for (const content of said) await run.write({ content });
        }),
        "a run",
      );
      for (const { group, work } of workers) {
        same(await stage.until(work.done, `a consumer of ${group}`), null, "It ends by itself");
      }
      for (const wanted of ["one", "two"]) {
        const mine = workers.filter(({ group }) => group === wanted);
        const seen = new Set(mine.flatMap(({ work }) => saidIn(work.seen)));
        const all = ["started", ...said, "completed"];
        same(
          all.filter((word) => !seen.has(word)),
          [],
          `Each event is handed to one of ${wanted}`,
        );
      }
    },
  },
  {
    name: "what is acknowledged is handed out once, live and from the store, in order to each",
    promise: "T20",
    calm: true,
    check: async (stage) => {
      groupsOf(stage.trial);
      const id = stage.trial.id();
      const said = words(40);
      const all = ["started", ...said, "completed"];
      const streams = stage.process();
      const live = [1, 2].map(() => worker(stage.process(), id, { group: "live" }));
      await stage.until(
        streams.run(id, async (run) => {
          for (const [at, content] of said.entries()) {
            const durable = run.write({ content });
            if (at % 3 === 0) await durable;
          }
        }),
        "a run",
      );
      const late = [1, 2, 3].map(() => worker(stage.process(), id, { group: "late", batch: 3 }));
      for (const group of [live, late]) {
        const seen = [];
        for (const { seen: share, done } of group) {
          same(await stage.until(done, "a consumer"), null, "It ends by itself");
          const offsets = share.map(({ event }) => event.offset);
          const sorted = [...offsets].sort((one, other) => one - other);
          same(offsets, sorted, "Each gets its events in order");
          seen.push(...share);
        }
        const inOrder = seen.sort((one, other) => one.event.offset - other.event.offset);
        same(saidIn(inOrder), all, "Each event is handed out once");
        const counts = new Set(inOrder.map(({ deliveries }) => deliveries));
        same([...counts], [1], "For the first time");
      }
    },
  },
  {
    name: "what a consumer that died had is handed to another after its idle time, and counted",
    promise: "T20",
    check: async (stage) => {
      groupsOf(stage.trial);
      const idleMs = briefIdleMs(stage);
      const id = stage.trial.id();
      const writer = await stage.until(stage.process().start(id), "a start");
      for (const content of words(3)) await stage.until(writer.write({ content }), "a write");
      const weather = {};
      const held = await holder(stage, stage.process({}, weather), id, 2, { idleMs, batch: 2 });
      same(await stage.until(held[0]?.ack() ?? Promise.resolve(false), "an ack"), true, "Kept");
      Object.assign(weather, { down: true });
      const died = stage.clock.elapsed();
      const other = worker(stage.process(), id, { idleMs });
      const back = (): number => other.seen.findIndex(({ deliveries }) => deliveries > 1);
      await stage.eventually(() => back() >= 0, "What the dead one had comes again.");
      const after = stage.clock.elapsed() - died;
      await stage.until(writer.complete(), "the completion");
      same(await stage.until(other.done, "the other"), null, "It ends by itself");
      const again = other.seen.filter(({ deliveries }) => deliveries > 1);
      same([saidIn(again), again[0]?.deliveries], [["word 0"], 2], "What was not acknowledged");
      const inOrder = [...other.seen].sort((one, two) => one.event.offset - two.event.offset);
      same(saidIn(inOrder), [...words(3), "completed"], "And the rest, once");
      demand(after >= idleMs / 2, `It came again after ${after} ms, when it was in work.`);
    },
  },
  {
    name: "who comes back under its name is handed at once what it had, and it counts",
    promise: "T20",
    calm: true,
    check: async (stage) => {
      groupsOf(stage.trial);
      const id = stage.trial.id();
      await stage.until(
        stage.process().run(id, (run) => void run.write({ content: "a" })),
        "a run",
      );
      const weather = {};
      const killed = stage.process({}, weather);
      await holder(stage, killed, id, 2, { consumer: "ann" });
      Object.assign(weather, { down: true });
      const cameAt = stage.clock.elapsed();
      const back = worker(stage.process(), id, { consumer: "ann" });
      same(await stage.until(back.done, "who came back"), null, "It ends by itself");
      same(saidIn(back.seen), ["started", "a", "completed"], "It is handed what it had");
      demand(stage.clock.elapsed() - cameAt < 10_000, "It does not wait for its own idle time.");
      const counts = back.seen.map(({ deliveries }) => deliveries);
      same(counts.slice(0, 2), [2, 2], "For the second time");
    },
  },
  {
    name: "who leaves gives back what it has not acknowledged, at once; what it had not seen is not counted",
    promise: "P13",
    calm: true,
    check: async (stage) => {
      groupsOf(stage.trial);
      const id = stage.trial.id();
      const writer = await stage.until(stage.process().start(id), "a start");
      for (const content of words(3)) await stage.until(writer.write({ content }), "a write");
      await stage.until(writer.complete(), "the completion");
      const abort = new AbortController();
      const aborts = stage.process().consume(id, { group: "group", signal: abort.signal });
      await stage.until(aborts.next(), "an event");
      abort.abort(new Error("gone"));
      const reason = await stage.until(
        aborts.next().then(
          () => "no error",
          (error: unknown) => String(error),
        ),
        "who aborted",
      );
      same(reason, "Error: gone", "An abort rejects with its reason");
      const breaks = worker(stage.process(), id, {}, () => "leave");
      same(
        await stage.until(breaks.done, "who breaks"),
        null,
        "Who leaves is not told of an error",
      );
      const closes = stage.process();
      await holder(stage, closes, id, 1);
      await stage.until(closes.close(), "closing");
      const last = worker(stage.process(), id);
      same(await stage.until(last.done, "the last"), null, "It ends by itself");
      same(saidIn(last.seen), ["started", ...words(3), "completed"], "All of it is handed on");
      const counts = last.seen.map(({ deliveries }) => deliveries);
      same(counts, [4, 1, 1, 1, 1], "Only what was seen is counted");
    },
  },
  {
    name: "what waits behind a slow one is not another's before its time, nor handed out for nothing",
    promise: "T20",
    calm: true,
    check: async (stage) => {
      groupsOf(stage.trial);
      const idleMs = stage.trial.virtual ? 3_000 : 1_500;
      const id = stage.trial.id();
      await stage.until(
        stage.process().run(id, async (run) => {
          for (const content of words(6)) await run.write({ content });
        }),
        "a run",
      );
      const slow = worker(stage.process(), id, { idleMs }, async (delivery) => {
        await new Promise<void>((resolve) => void stage.clock.after(idleMs / 2, resolve));
        await delivery.ack();
      });
      await stage.eventually(() => slow.seen.length === 1, "The slow one begins.");
      const idle = worker(stage.process(), id, { idleMs });
      same(await stage.until(slow.done, "the slow one"), null, "It ends by itself");
      same(await stage.until(idle.done, "the other"), null, "So does the other");
      same(saidIn(slow.seen), ["started", ...words(6), "completed"], "It was handed everything");
      same(saidIn(idle.seen), [], "And the other nothing");
    },
  },
];
