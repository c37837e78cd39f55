import type { Position } from "@segno/core";
import { reader, readSome, wholeLife } from "../../kit/audience.ts";
import { createRandom } from "../../kit/random.ts";
import { same } from "../../kit/same.ts";
import type { Stage } from "../../kit/stage.ts";
import type { ServiceLaw } from "./law-of-service.ts";

const words = (count: number): string[] => Array.from({ length: count }, (_, at) => `word ${at}`);

/** Writes in bursts with pauses, as a model does. */
const produce = async (stage: Stage, id: string, said: readonly string[]): Promise<void> => {
  const random = createRandom(stage.trial.seed);
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      stage.clock.after(Math.floor(random() * (stage.trial.virtual ? 40 : 4)), resolve);
    });
  await stage.process().run(id, async (run) => {
    for (const content of said) {
      await run.ready;
      run.write({ content });
      if (random() < 0.3) await pause();
    }
  });
};

export const followingLaws: readonly ServiceLaw[] = [
  {
    name: "whoever joins, whenever and from wherever, gets every event once and in order",
    promise: "P8",
    check: async (stage) => {
      const id = stage.trial.id();
      const said = words(stage.trial.virtual ? 300 : 120);
      const random = createRandom(stage.trial.seed + 1);
      const producing = produce(stage, id, said);
      const processes = [stage.process(), stage.process({ ringEvents: 4, pageEvents: 7 })];
      const joined = [];
      for (let at = 0; at < 24; at++) {
        const streams = processes[at % 2] ?? stage.process();
        joined.push(reader(streams.follow(id)));
        await stage.trial.pass(Math.floor(random() * (stage.trial.virtual ? 120 : 10)));
      }
      await stage.until(producing, "the production");
      joined.push(reader(stage.process().follow(id)));
      for (const [at, { done }] of joined.entries()) {
        wholeLife(await stage.until(done, `reader ${at}`), said, "completed", `Reader ${at}`);
      }
    },
  },
  {
    name: "cut and resumed at any places, a reader loses and doubles nothing",
    promise: "P8",
    check: async (stage) => {
      const id = stage.trial.id();
      const said = words(stage.trial.virtual ? 200 : 80);
      const random = createRandom(stage.trial.seed + 2);
      const producing = produce(stage, id, said);
      const streams = stage.process();
      const resuming = async () => {
        const events = [];
        let after: Position | undefined;
        for (let cuts = 0; ; cuts++) {
          const from = after === undefined ? {} : { after };
          const follow = streams.follow(id, from);
          if (cuts > 30) {
            const { events: rest, error } = await reader(follow).done;
            return { events: [...events, ...rest], error };
          }
          events.push(...(await readSome(follow, Math.floor(random() * 12))));
          after = events.at(-1)?.position;
          if (events.at(-1)?.type === "completed") return { events, error: null };
        }
      };
      const devices = [resuming(), resuming(), resuming()];
      await stage.until(producing, "the production");
      for (const [at, device] of devices.entries()) {
        const seen = await stage.until(device, `device ${at}`);
        wholeLife(seen, said, "completed", `Device ${at}`);
      }
    },
  },
  {
    name: "a position gets the rest and the terminal, whether or not the stream has ended meanwhile",
    promise: "P8",
    check: async (stage) => {
      const id = stage.trial.id();
      const streams = stage.process();
      const writer = await stage.until(streams.start(id), "a start");
      for (const content of words(5)) writer.write({ content });
      await stage.until(writer.complete(), "its completion");
      const whole = await stage.until(reader(streams.follow(id)).done, "a replay");
      for (const [at, { position }] of whole.events.entries()) {
        const rest = await stage.until(
          reader(streams.follow(id, { after: position })).done,
          "a resume of what has ended",
        );
        same(rest, { events: whole.events.slice(at + 1), error: null }, `After event ${at + 1}`);
      }
      const zero = await stage.until(reader(streams.follow(id, { after: "0" })).done, "from 0");
      same(zero, whole, "From the beginning comes all of it");
    },
  },
  {
    name: "following before the start waits for it",
    promise: "P8",
    check: async (stage) => {
      const id = stage.trial.id();
      const early = reader(stage.process().follow(id));
      await stage.trial.pass(stage.trial.virtual ? 2_000 : 100);
      await stage.until(
        stage.process().run(id, (run) => {
          run.write({ content: "hello" });
        }),
        "a run",
      );
      const seen = await stage.until(early.done, "the early reader");
      wholeLife(seen, ["hello"], "completed", "Who follows before the start");
    },
  },
  {
    name: "a slow reader holds up nobody and misses nothing",
    promise: "P12",
    check: async (stage) => {
      const id = stage.trial.id();
      const streams = stage.process({ ringEvents: 8, pageEvents: 16 });
      const said = words(400);
      const slow = streams.follow(id, { wait: 60_000 });
      const first = slow.next();
      const quick = reader(streams.follow(id));
      await stage.until(produceAtOnce(stage, id, said), "the production");
      wholeLife(
        await stage.until(quick.done, "the quick reader"),
        said,
        "completed",
        "The quick one",
      );
      const events = [];
      for (let step = await stage.until(first, "an event"); !step.done; ) {
        events.push(step.value);
        if (events.length % 50 === 0) await stage.trial.pass(stage.trial.virtual ? 7_000 : 20);
        step = await stage.until(slow.next(), "the slow reader's next event");
      }
      wholeLife({ events, error: null }, said, "completed", "The slow one");
    },
  },
];

const produceAtOnce = async (stage: Stage, id: string, said: readonly string[]): Promise<void> => {
  await stage.process().run(id, async (run) => {
    for (const content of said) {
      await run.ready;
      run.write({ content });
    }
  });
};
