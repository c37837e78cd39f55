import { codeFrom, codeOf, reader, replay, wholeLife } from "../../kit/audience.ts";
import { demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import type { Weather } from "../../kit/weather.ts";
import type { ServiceLaw } from "./law-of-service.ts";

const words = (count: number): string[] => Array.from({ length: count }, (_, at) => `word ${at}`);

export const producingLaws: readonly ServiceLaw[] = [
  {
    name: "of concurrent starts from many processes exactly one wins",
    promise: "P1",
    check: async (stage) => {
      const id = stage.trial.id();
      const starts = Array.from({ length: 12 }, () => stage.process().start(id));
      const settled = await stage.until(Promise.allSettled(starts), "twelve starts");
      const won = settled.filter(({ status }) => status === "fulfilled");
      same(won.length, 1, "Exactly one of twelve starts wins");
      for (const one of settled) {
        if (one.status === "fulfilled") continue;
        const code = codeOf(one.reason);
        const told = code === "stream-active" || code === "superseded";
        demand(told, `The others are told that the stream is active, not ${String(one.reason)}`);
      }
    },
  },
  {
    name: "what has ended is begun anew, what is stale too or gone on with",
    promise: "P1",
    check: async (stage) => {
      const leaseMs = stage.settings.leaseMs;
      const id = stage.trial.id();
      const streams = stage.process();
      const first = await stage.until(streams.start(id), "a start");
      first.write({ content: "one" });
      await stage.until(first.complete(), "its completion");
      const second = await stage.until(streams.start(id), "a start of what has ended");
      demand(second.began !== "taken-over", "An ended stream is begun anew.");
      demand(second.incarnation !== first.incarnation, "A new life has a name of its own.");

      // Two producers that die without a word.
      const weather: Partial<Weather> = {};
      const dying = stage.process({ commandTimeoutMs: 2_000 }, weather);
      const [fallow, kept] = [stage.trial.id(), stage.trial.id()];
      const lost = await stage.until(dying.start(fallow), "a start");
      const left = await stage.until(dying.start(kept), "a start");
      await stage.until(left.write({ content: "kept" }), "a write");
      weather.down = true;
      await stage.trial.pass(leaseMs + 10);
      const anew = await stage.until(streams.start(fallow), "a start of what is stale");
      demand(anew.began !== "taken-over", "A stale stream is begun anew.");
      demand(anew.incarnation !== lost.incarnation, "And is another life.");
      const heir = await stage.until(streams.start(kept, { ifStale: "take-over" }), "a takeover");
      same(
        [heir.began, heir.incarnation],
        ["taken-over", left.incarnation],
        "It goes on in one life",
      );
      heir.write({ content: "added" });
      await stage.until(heir.complete(), "the heir's completion");
      wholeLife(await replay(stage, streams, kept), ["kept", "added"], "completed", "A reader");
    },
  },
  {
    name: "hole 8: a start supersedes nothing that began after it asked",
    promise: "P1",
    check: async (stage) => {
      const id = stage.trial.id();
      let late = true;
      const slow = stage.process({}, { loseRequest: () => late });
      const asked = slow.start(id);
      asked.catch(() => {});
      await stage.trial.pass(20);
      const other = stage.process();
      const writer = await stage.until(other.start(id), "another's start");
      writer.write({ content: "answer" });
      await stage.until(writer.complete(), "another's completion");
      late = false;
      const code = await stage.until(codeFrom(asked), "the slow start");
      same(code, "superseded", "A start that was overtaken is refused");
      wholeLife(await replay(stage, other, id), ["answer"], "completed", "A reader");
    },
  },
  {
    name: "after a takeover the old producer is told, and nothing of it is stored",
    promise: "P2",
    check: async (stage) => {
      const id = stage.trial.id();
      const weather: Partial<Weather> = {};
      const frozen = stage.process({}, weather);
      const old = await stage.until(frozen.start(id), "a start");
      await stage.until(old.write({ content: "old" }), "a write");
      weather.down = true;
      const late = codeFrom(old.write({ content: "late" }));
      await stage.trial.pass(stage.settings.leaseMs + 10);
      const streams = stage.process();
      const heir = await stage.until(streams.start(id, { ifStale: "take-over" }), "a takeover");
      weather.down = false;
      same(await stage.until(late, "the late write"), "fenced", "A late write is fenced");
      same(codeOf(old.signal.reason), "fenced", "The old producer's signal says why");
      same(await codeFrom(old.complete()), "fenced", "And so does its completion");
      heir.write({ content: "new" });
      await stage.until(heir.complete(), "the heir's completion");
      wholeLife(await replay(stage, streams, id), ["old", "new"], "completed", "A reader");
    },
  },
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
];
