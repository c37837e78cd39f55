import type { Position, Streams, Writer } from "@segno/core";
import { codeFrom, type Reader, reader, replay, wholeLife } from "../../kit/audience.ts";
import { declared, demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import type { Said, Stage } from "../../kit/stage.ts";
import type { ServiceLaw } from "./law-of-service.ts";

const chunks = 4;

/** A producer that waits for `ready`, and how many chunks it has written. */
type Produced = {
  readonly writer: Writer<Said>;
  readonly written: () => number;
  /** Resolves once so many more are written. */
  readonly say: (count: number) => Promise<void>;
};

const producing = async (stage: Stage, streams: Streams<Said>, id: string): Promise<Produced> => {
  declared(stage.trial.cursors, "cursors");
  const ackWindow = { reader: "ann", chunks };
  const writer = await stage.until(streams.start(id, { ackWindow }), "a start");
  let written = 0;
  return {
    writer,
    written: () => written,
    say: async (count) => {
      for (let at = 0; at < count; at++) {
        await writer.ready;
        if (writer.signal.aborted) return;
        void writer.write({ content: `${++written}` }).catch(() => {});
      }
    },
  };
};

/** The position of the last chunk that a reader has, of the so-many-th where that is given. */
const positionAt = ({ events }: Reader, chunk = events.length - 1): Position => {
  const position = events[chunk]?.position;
  if (!position) throw new Error(`The reader has not seen chunk ${chunk}.`);
  return position;
};

/** Long enough for every lease to be over that nobody renews. */
const longEnough = ({ settings }: Stage): number => settings.leaseMs * 3;

export const holdingLaws: readonly ServiceLaw[] = [
  {
    name: "a producer is held while its reader owes acknowledgements, and goes on as they come",
    promise: "P7",
    check: async (stage) => {
      const id = stage.trial.id();
      const { writer, written, say } = await producing(stage, stage.process(), id);
      const ann = reader(stage.process().follow(id, { reader: "ann" }));
      const saying = say(20);
      saying.catch(() => {});
      const hasSaid = (count: number, otherwise: string): Promise<void> =>
        stage.eventually(() => written() === count, `${otherwise}: it has written ${written()}.`);
      await hasSaid(chunks, "It goes on up to its window");
      await stage.trial.pass(longEnough(stage));
      same(written(), chunks, "A reader that is there and silent holds it, however long");
      same(writer.desiredSize, 0, "There is no room");
      await stage.eventually(() => ann.events.length === chunks + 1, "The reader has them all.");
      void ann.follow.ack(positionAt(ann, 2));
      await hasSaid(chunks + 2, "Two acknowledged chunks make room for two");
      await stage.trial.pass(50);
      same(written(), chunks + 2, "And for no more");
      for (let round = 0; written() < 20; round++) {
        demand(round < 200, `It stays held: it has written ${written()}.`);
        const seen = ann.events.length - 1;
        demand(written() - seen <= chunks, "It is never further ahead than its window.");
        void ann.follow.ack(positionAt(ann));
        await stage.trial.pass(stage.settings.ackEveryMs);
      }
      await stage.until(saying, "twenty chunks");
      await stage.until(writer.complete(), "the completion, which no reader holds up");
      const all = Array.from({ length: 20 }, (_, at) => `${at + 1}`);
      wholeLife(await stage.until(ann.done, "the reader"), all, "completed", "The reader");
    },
  },
  {
    name: "a reader that has left lets go when its lease is over, and holds again when it is back",
    promise: "P7",
    check: async (stage) => {
      const id = stage.trial.id();
      const { writer, written, say } = await producing(stage, stage.process(), id);
      const ann = reader(stage.process().follow(id, { reader: "ann" }));
      const first = say(10);
      first.catch(() => {});
      await stage.eventually(() => written() === chunks, "It is held at its window.");
      await ann.follow.return();
      await stage.until(first, "ten chunks, once the reader has gone", longEnough(stage) * 3);
      const back = reader(stage.process().follow(id, { reader: "ann" }));
      await stage.eventually(
        () => back.events.length === 11,
        "Who comes back reads what there is.",
      );
      await stage.eventually(() => writer.desiredSize === 0, "Who is back holds it again.");
      const second = say(3);
      second.catch(() => {});
      await stage.trial.pass(50);
      same(written(), 10, "It is held again");
      void back.follow.ack(positionAt(back));
      await stage.until(second, "three chunks more, once all was acknowledged");
      await back.follow.return();
      await stage.until(writer.complete(), "the completion");
    },
  },
  {
    name: "only the reader that is waited for holds a producer, and only its acknowledgements let it go",
    promise: "P7",
    check: async (stage) => {
      const id = stage.trial.id();
      const { writer, written, say } = await producing(stage, stage.process(), id);
      const ann = reader(stage.process().follow(id, { reader: "ann" }));
      const ben = reader(stage.process().follow(id, { reader: "ben" }));
      const saying = say(chunks + 1);
      saying.catch(() => {});
      await stage.eventually(() => ben.events.length === chunks + 1, "Both read.");
      await stage.until(ben.follow.ack(positionAt(ben)), "another's acknowledgement");
      await stage.trial.pass(longEnough(stage));
      same(written(), chunks, "Another's acknowledgement lets nobody go");
      await stage.eventually(() => ann.events.length === chunks + 1, "Both read.");
      await stage.until(ann.follow.ack(positionAt(ann)), "its own");
      await stage.until(saying, "one chunk more");
      await ann.follow.return();
      await stage.until(ben.follow.return(), "leaving");
      await stage.until(writer.complete(), "the completion");

      const free = stage.trial.id();
      const streams = stage.process();
      const plain = await stage.until(streams.start(free), "a start without a window");
      const silent = reader(streams.follow(free, { reader: "ann" }));
      for (let at = 0; at < 20; at++) {
        await stage.until(plain.ready, "nobody holds it");
        void plain.write({ content: `${at}` });
      }
      await stage.until(plain.complete(), "the completion");
      same((await stage.until(silent.done, "its reader")).events.length, 22, "It reads all of it");
    },
  },
  {
    name: "a held producer is alive, and a stop ends its wait at once and leaves nothing behind",
    promise: "P13",
    calm: true,
    check: async (stage) => {
      const { leaseMs, graceMs } = stage.settings;
      const id = stage.trial.id();
      const streams = stage.process({ idleMs: leaseMs });
      const other = stage.process();
      const { writer, written, say } = await producing(stage, streams, id);
      const ann = reader(other.follow(id, { reader: "ann" }));
      const saying = say(chunks + 1);
      saying.catch(() => {});
      await stage.eventually(() => written() === chunks, "It is held at its window.");
      await stage.trial.pass((leaseMs + graceMs + 1_000) * (stage.trial.virtual ? 10 : 1));
      const { status } = await stage.until(other.describe(id), "a look");
      same(status, "active", "Who is held is not idle, and not lost");
      await stage.until(other.stop(id), "a stop");
      const soon = stage.trial.virtual ? 100 : 2_000;
      same(
        await stage.until(codeFrom(saying), "the wait", soon),
        "stopped",
        "A stop ends its wait",
      );
      same(writer.signal.aborted, true, "It is told why");
      same(written(), chunks, "Nothing more was written");
      await stage.until(ann.done, "the reader");
      const quiet = (): boolean => stage.counts.open === 0;
      await stage.eventually(quiet, `It left ${stage.counts.open} subscriptions behind.`, 500);
      // Of the stream itself, for its expiry; no other of this stage's has one.
      const timers = stage.timers();
      demand(timers === null || timers <= 1, `It left ${timers} timers behind.`);
    },
  },
  {
    name: "run and pipe are held like a writer, and a source is not asked for more than fits",
    promise: "P7",
    check: async (stage) => {
      declared(stage.trial.cursors, "cursors");
      const id = stage.trial.id();
      let asked = 0;
      async function* source(): AsyncGenerator<Said> {
        for (; asked < 12; asked++) yield { content: `${asked + 1}` };
      }
      const ackWindow = { reader: "ann", chunks };
      const streams = stage.process();
      const piped = await stage.until(streams.pipe(id, source(), { ackWindow }), "a pipe");
      const ann = reader(stage.process().follow(id, { reader: "ann" }));
      await stage.eventually(() => ann.events.length === chunks + 1, "It goes up to its window.");
      await stage.trial.pass(longEnough(stage));
      demand(asked <= chunks + 1, `The source was asked for ${asked}.`);
      let over = false;
      const done = piped.done.finally(() => {
        over = true;
      });
      for (let round = 0; round < 1_000 && !over; round++) {
        void ann.follow.ack(positionAt(ann));
        await stage.trial.pass(stage.settings.ackEveryMs);
      }
      await stage.until(done, "the pipe");
      const all = Array.from({ length: 12 }, (_, at) => `${at + 1}`);
      wholeLife(await stage.until(ann.done, "the reader"), all, "completed", "The reader");
      wholeLife(await replay(stage, streams, id), all, "completed", "A replay");
    },
  },
];
