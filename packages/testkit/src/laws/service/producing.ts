import { codeFrom, codeOf, reader, replay, wholeLife } from "../../kit/audience.ts";
import { demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import type { Weather } from "../../kit/weather.ts";
import type { ServiceLaw } from "./law-of-service.ts";

const words = (count: number): string[] => Array.from({ length: count }, (_, at) => `word ${at}`);

export const producingLaws: readonly ServiceLaw[] = [
  {
    name: "whatever replies are lost, what a producer wrote is stored once, in order",
    promise: "P3",
    check: async (stage) => {
      const id = stage.trial.id();
      let calls = 0;
      const flaky = stage.process(
        {},
        { loseReply: () => ++calls % 2 === 0, loseRequest: () => ++calls % 5 === 0 },
      );
      const writer = await stage.until(flaky.start(id), "a start");
      const said = words(stage.trial.runs(60));
      const writes: Promise<unknown>[] = [];
      for (const [at, content] of said.entries()) {
        const written = writer.write({ content });
        writes.push(written);
        if (at % 7 === 0) await stage.until(written, "a write whose reply may be lost");
      }
      await stage.until(Promise.all(writes), "all writes");
      await stage.until(writer.complete(), "the completion");
      wholeLife(await replay(stage, stage.process(), id), said, "completed", "A reader");
    },
  },
  {
    name: "a write resolves with the position at which it can be found",
    promise: "P3",
    check: async (stage) => {
      const id = stage.trial.id();
      const streams = stage.process();
      const writer = await stage.until(streams.start(id), "a start");
      const first = writer.write({ content: "a" });
      const second = writer.write({ content: "b" });
      const third = writer.write({ content: "c" });
      const [after] = await stage.until(Promise.all([first, second, third]), "three writes");
      await stage.until(writer.complete(), "the completion");
      const rest = await stage.until(reader(streams.follow(id, { after })).done, "a resume");
      const got = rest.events.map((event) =>
        event.type === "chunk" ? event.data.content : event.type,
      );
      same(got, ["b", "c", "completed"], "After the first write's position come the others");
      same(
        rest.events[0]?.position,
        await second,
        "With the positions that their writes were told",
      );
    },
  },
  {
    name: "a source that throws ends the stream as failed, and run rejects with its error",
    promise: "P6",
    check: async (stage) => {
      const id = stage.trial.id();
      const streams = stage.process();
      const broken = new Error("the model broke off");
      const running = streams.run(id, async (run) => {
        await run.write({ content: "half" });
        throw broken;
      });
      const thrown = await stage.until(
        running.then(
          () => null,
          (error: unknown) => error,
        ),
        "the run",
      );
      same(thrown === broken, true, "run rejects with the very error that its function threw");
      const seen = await replay(stage, streams, id);
      wholeLife(seen, ["half"], "failed", "A reader");
      const last = seen.events.at(-1);
      same(
        last?.type === "failed" && last.message,
        broken.message,
        "The failure says what went wrong",
      );
      demand(!JSON.stringify(last).includes("producing.ts"), "But it holds no stack.");
    },
  },
  {
    name: "what cannot be made durable rejects its write, ready and complete, and start",
    promise: "P6",
    check: async (stage) => {
      const id = stage.trial.id();
      const weather: Partial<Weather> = {};
      const impatient = { giveUpMs: 500, commandTimeoutMs: 500 };
      const streams = stage.process(impatient, weather);
      const writer = await stage.until(streams.start(id), "a start");
      weather.down = true;
      const written = codeFrom(writer.write({ content: "lost" }));
      const ended = codeFrom(writer.complete());
      const codes = await stage.until(Promise.all([written, ended]), "a write and a completion");
      same(codes, ["store-unavailable", "store-unavailable"], "Both say that the store is away");
      same(await stage.until(codeFrom(writer.ready), "ready"), "store-unavailable", "ready too");
      same(codeOf(writer.signal.reason), "store-unavailable", "And the signal");
      const start = await stage.until(codeFrom(streams.start(stage.trial.id())), "a start");
      same(start, "store-unavailable", "A stream that cannot be opened rejects its start");
    },
  },
  {
    name: "a producer that waits for ready is held back by a slow store, and holds a bounded window",
    promise: "P7",
    check: async (stage) => {
      const id = stage.trial.id();
      const delay = stage.trial.virtual ? 50 : 5;
      const streams = stage.process({ windowEvents: 16 }, { delayMs: () => delay });
      const writer = await stage.until(streams.start(id), "a start");
      let inFlight = 0;
      let most = 0;
      const said = words(200);
      const produce = async (): Promise<void> => {
        for (const content of said) {
          await writer.ready;
          inFlight += 1;
          most = Math.max(most, inFlight);
          void writer.write({ content }).finally(() => {
            inFlight -= 1;
          });
        }
        await writer.complete();
      };
      await stage.until(produce(), "two hundred chunks through a slow store");
      demand(most <= 16, `The window is 16 events, but ${most} were waiting.`);
      demand(most > 1, "Chunks must be written without waiting for each.");
      wholeLife(await replay(stage, streams, id), said, "completed", "A reader");
    },
  },
  {
    name: "a start that follows an end is not taken for an earlier one, however slow the answer",
    promise: "P1",
    check: async (stage) => {
      const id = stage.trial.id();
      const replyMs = (): number => (stage.trial.virtual ? 50 : 20);
      const first = await stage.until(stage.process().start(id), "a start");
      await stage.until(first.complete(), "its completion");
      await stage.trial.pass(2);
      const slow = stage.process({}, { replyMs });
      const second = await stage.until(slow.start(id), "a start of what has ended before it asked");
      second.write({ content: "again" });
      await stage.until(second.complete(), "its completion");
      const seen = await replay(stage, stage.process(), id);
      wholeLife(seen, ["again"], "completed", "A reader");
    },
  },
];
