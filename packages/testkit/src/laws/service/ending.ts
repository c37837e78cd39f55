import type { Ending, SegnoErrorCode, Streams } from "@segno/core";
import { codeFrom, codeOf, type Reader, reader, wordsOf } from "../../kit/audience.ts";
import { declared, demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import type { Said, Stage } from "../../kit/stage.ts";
import type { Weather } from "../../kit/weather.ts";
import type { ServiceLaw } from "./law-of-service.ts";

/** The reader must end with this code, thrown and as a value alike. */
const endsWith = async (
  stage: Stage,
  { done, follow }: Reader,
  code: SegnoErrorCode,
  what: string,
): Promise<void> => {
  const { error } = await stage.until(done, `${what}: an ending`);
  same(codeOf(error), code, `${what}: the iteration must throw ${code}`);
  const ended: Ending = await stage.until(follow.ended, `${what}: ended`);
  same(ended._tag === "error" && ended.error.code, code, `${what}: ended must say the same`);
};

const begun = async (stage: Stage, streams: Streams<Said>, options = {}) => {
  const id = stage.trial.id();
  const writer = await stage.until(streams.start(id, options), "a start");
  await stage.until(writer.write({ content: "a" }), "a write");
  return { id, writer };
};

const live = async (stage: Stage, streams: Streams<Said>, id: string): Promise<Reader> => {
  const following = reader(streams.follow(id));
  await stage.eventually(() => following.events.length === 2, "The reader must come to the head.");
  return following;
};

export const endingLaws: readonly ServiceLaw[] = [
  {
    name: "where nothing is started, a reader is told not-found after its wait",
    promise: "P9",
    check: async (stage) => {
      const streams = stage.process();
      for (const wait of [0, 50]) {
        const follow = reader(streams.follow(stage.trial.id(), { wait }));
        await endsWith(stage, follow, "not-found", `Nothing there, after ${wait} ms`);
      }
      const read = await stage.until(codeFrom(streams.read(stage.trial.id())), "a read");
      same(read, "not-found", "Reading nothing");
      const described = await stage.until(codeFrom(streams.describe(stage.trial.id())), "a look");
      same(described, "not-found", "Describing nothing");
    },
  },
  {
    name: "a stream that is removed ends its readers as deleted, and its producer",
    promise: "P9",
    check: async (stage) => {
      const streams = stage.process();
      const { id, writer } = await begun(stage, streams);
      const following = await live(stage, stage.process(), id);
      await stage.until(streams.remove(id), "a removal");
      await endsWith(stage, following, "deleted", "A reader of what was removed");
      const late = await stage.until(codeFrom(writer.write({ content: "b" })), "a write after it");
      demand(typeof late === "string", "A write after the removal must reject.");
      const after = writer.position;
      const resumed = reader(streams.follow(id, { after }));
      await endsWith(stage, resumed, "expired", "Who resumes in what is gone");
    },
  },
  {
    name: "a stream whose time runs out ends its readers as expired",
    promise: "P9",
    check: async (stage) => {
      const { leaseMs, graceMs } = stage.settings;
      const activeTtlMs = leaseMs + graceMs + 100;
      const weather: Partial<Weather> = {};
      const dying = stage.process({ activeTtlMs }, weather);
      const { id } = await begun(stage, dying);
      // Who waits longer than the stream is kept never declares its producer lost.
      const patient = stage.process({ graceMs: activeTtlMs, activeTtlMs: activeTtlMs * 9 });
      const following = await live(stage, patient, id);
      weather.down = true;
      await endsWith(stage, following, "expired", "A reader of what expired");
    },
  },
  {
    name: "the caller's own abort rejects with its reason, at once",
    promise: "P9",
    check: async (stage) => {
      const streams = stage.process();
      const { id } = await begun(stage, streams);
      const reason = new Error("the user left");
      const abort = new AbortController();
      const following = reader(streams.follow(id, { signal: abort.signal }));
      await stage.eventually(() => following.events.length === 2, "The reader comes to the head.");
      abort.abort(reason);
      const { error } = await stage.until(following.done, "the reader that was aborted", 1);
      same(error === reason, true, "It rejects with the very reason");
      const ended = await stage.until(following.follow.ended, "ended", 1);
      same(ended._tag === "aborted" && ended.reason === reason, true, "ended says the same");
      const late = reader(streams.follow(id, { signal: abort.signal }));
      const dead = await stage.until(late.done, "a reader that is aborted from the first", 1);
      same(dead.error === reason, true, "So does one that was aborted from the first");
    },
  },
  {
    name: "a store that stays away ends readers as store-unavailable, one that comes back nobody",
    promise: "P9",
    check: async (stage) => {
      const { id, writer } = await begun(stage, stage.process());
      const weather: Partial<Weather> = {};
      const away = stage.process({ giveUpMs: 800 }, weather);
      const following = await live(stage, away, id);
      const short: Partial<Weather> = {};
      const patient = await live(stage, stage.process({}, short), id);
      weather.down = true;
      short.down = true;
      await endsWith(stage, following, "store-unavailable", "A reader without a store");
      short.down = false;
      await stage.until(writer.write({ content: "b" }), "a write");
      await stage.until(writer.complete(), "the completion");
      const { error, events } = await stage.until(patient.done, "a reader after a short outage");
      same([error, events.length], [null, 4], "An outage that ends goes unnoticed");
    },
  },
  {
    name: "hole 16: a log that is gone ends readers as trimmed",
    promise: "P9",
    check: async (stage) => {
      const evict = declared(stage.trial.evict, "how a key can be taken away");
      const streams = stage.process();
      const { id, writer } = await begun(stage, streams);
      for (const content of ["b", "c", "d"]) writer.write({ content });
      await stage.until(writer.complete(), "the completion");
      await evict(stage.trial.named(id), "log");
      await endsWith(stage, reader(streams.follow(id)), "trimmed", "A reader of a lost log");
    },
  },
  {
    name: "who resumes at the terminal is told that nothing follows, also while others are there",
    promise: "P9",
    check: async (stage) => {
      const streams = stage.process();
      const id = stage.trial.id();
      const writer = await stage.until(streams.start(id), "a start");
      await stage.until(writer.write({ content: "a" }), "a write");
      // It holds its process's live part of the stream open, and does not read on.
      const slow = streams.follow(id);
      await stage.until(slow.next(), "an event");
      const quick = reader(streams.follow(id));
      await stage.eventually(() => wordsOf(quick.events).length === 1, "It comes to the head.");
      await stage.until(writer.complete(), "the completion");
      const { events } = await stage.until(quick.done, "the quick reader");
      const after = events.at(-1)?.position ?? "";
      const again = reader(streams.follow(id, { after }));
      const seen = await stage.until(again.done, "who resumes at the terminal", 60_000);
      same(seen, { events: [], error: null }, "Nothing follows a terminal");
      same(
        (await stage.until(again.follow.ended, "ended"))._tag,
        "completed",
        "ended says how it was",
      );
      await slow.return();
    },
  },
  {
    name: "ended tells how a stream ended, as a value",
    promise: "P9",
    check: async (stage) => {
      const streams = stage.process();
      for (const how of ["completed", "failed", "stopped"] as const) {
        const { id, writer } = await begun(stage, streams);
        const following = await live(stage, streams, id);
        const ending = {
          completed: () => writer.complete("enough"),
          failed: () => writer.fail(new Error("no more")),
          stopped: () => streams.stop(id, { reason: "enough" }),
        };
        await stage.until(ending[how](), how);
        const { error } = await stage.until(following.done, "the reader");
        same(error, null, "After a terminal event the iteration ends by itself");
        const ended = await stage.until(following.follow.ended, "ended");
        same(ended._tag, how, "ended names the terminal");
        const event = "event" in ended ? ended.event : null;
        same(event?.type, how, "And holds it");
      }
      const { id } = await begun(stage, streams);
      const leaving = streams.follow(id);
      await stage.until(leaving.next(), "an event");
      await leaving.return();
      same((await stage.until(leaving.ended, "ended", 1))._tag, "left", "Who leaves has left");
    },
  },
];
