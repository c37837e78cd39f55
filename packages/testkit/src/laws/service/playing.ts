import { beginning, type Follow, type Position, type Streams } from "@segno/core";
import { codeFrom, codeOf, type Reader, reader, readSome, wordsOf } from "../../kit/audience.ts";
import { declared, demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import type { Said, Stage } from "../../kit/stage.ts";
import type { ServiceLaw } from "./law-of-service.ts";

const words = ["one", "two", "three", "four", "five", "six"];

/** A stream of six words that has ended. Not tried where the adapter keeps no places. */
const told = async (stage: Stage): Promise<string> => {
  declared(stage.trial.cursors, "cursors");
  const id = stage.trial.id();
  const running = stage.process().run(id, (run) => {
    for (const content of words) run.write({ content });
  });
  await stage.until(running, "a run");
  return id;
};

const wordsFrom = async (stage: Stage, follow: Follow<Said>): Promise<readonly string[]> => {
  const { events, error } = await stage.until(reader(follow).done, "a reader");
  same(error === null ? null : codeOf(error), null, "A reader ends with the terminal");
  return wordsOf(events);
};

const isAt = async (streams: Streams<Said>, id: string, at: Position): Promise<boolean> =>
  (await streams.playedUntil(id, "ann")) === at;

/** What was acknowledged is stored soon, whatever the weather. */
const stands = (stage: Stage, id: string, at: Position, otherwise: string): Promise<void> => {
  const streams = stage.process();
  return stage.eventually(() => isAt(streams, id, at), otherwise);
};

/** Pulls so many events, acknowledges each, and stays. The position of the last. */
const acknowledging = async (
  stage: Stage,
  follow: Follow<Said>,
  count: number,
): Promise<Position> => {
  let last: Position = beginning;
  for (let at = 0; at < count; at++) {
    const { value } = await stage.until(follow.next(), "an event");
    if (!value) break;
    last = value.position;
    void follow.ack(last);
  }
  return last;
};

export const playingLaws: readonly ServiceLaw[] = [
  {
    name: "a reader goes on after what it acknowledged, on whatever device",
    promise: "P8",
    check: async (stage) => {
      const id = await told(stage);
      const phone = stage.process().follow(id, { reader: "ann" });
      const third = await acknowledging(stage, phone, 4);
      await phone.return();
      await stands(stage, id, third, "What was acknowledged must be stored.");
      const desk = stage.process();
      same(
        await wordsFrom(stage, desk.follow(id, { reader: "ann" })),
        words.slice(3),
        "Another device gets what the reader has not seen",
      );
      same(
        await wordsFrom(stage, desk.follow(id, { reader: "ben" })),
        words,
        "Another reader gets all of it",
      );
      same(await wordsFrom(stage, desk.follow(id)), words, "So does who is nobody in particular");
    },
  },
  {
    name: "a device that says where it stands gets all that follows there, whatever its reader saw elsewhere",
    promise: "P8",
    check: async (stage) => {
      const id = await told(stage);
      const streams = stage.process();
      const events = await stage.until(readSome(streams.follow(id), 6), "five words");
      const [second, fifth] = [events[2]?.position, events[5]?.position];
      if (!second || !fifth) throw new Error("There are six words.");
      await stage.until(streams.ack(id, "ann", fifth), "an acknowledgement");
      const resumed = streams.follow(id, { reader: "ann", after: second });
      same(await wordsFrom(stage, resumed), words.slice(2), "Nothing is missing on this device");
      const anew = streams.follow(id, { reader: "ann", after: beginning });
      same(await wordsFrom(stage, anew), words, "Nor on one that begins at the beginning");
      const behind = await stage.until(streams.ack(id, "ann", second), "an older one");
      same(behind, fifth, "What it acknowledges late moves nothing back");
      same(await stage.until(streams.playedUntil(id, "ann"), "a look"), fifth, "And is not stored");
    },
  },
  {
    name: "however much is acknowledged, the store is told of the furthest, and seldom",
    promise: "P8",
    calm: true,
    check: async (stage) => {
      declared(stage.trial.cursors, "cursors");
      const id = stage.trial.id();
      const streams = stage.process();
      const writer = await stage.until(stage.process().start(id), "a start");
      const many = stage.trial.virtual ? 500 : 200;
      const follow = streams.follow(id, { reader: "ann" });
      const { signs } = stage.counts;
      const from = stage.clock.elapsed();
      let last: Position = beginning;
      let noted: Promise<void> = Promise.resolve();
      const following = (async () => {
        for await (const event of follow) {
          last = event.position;
          noted = follow.ack(last);
          void follow.ack(beginning);
        }
      })();
      for (let at = 0; at < many; at++) {
        void writer.write({ content: `${at}` });
        if (at % 10 === 0) await stage.trial.pass(stage.trial.virtual ? 5 : 2);
      }
      await stage.until(writer.complete(), "the completion");
      await stage.until(following, "the reader");
      await stage.until(noted, "the last acknowledgement");
      const passed = stage.clock.elapsed() - from;
      const told = stage.counts.signs - signs;
      // One at once, one for each pause, one when it ended, and a little for a clock that is not exact.
      const most = 4 + Math.ceil((passed / stage.settings.ackEveryMs) * 1.2);
      demand(told <= most, `${many} acknowledgements in ${passed} ms were told in ${told} writes.`);
      same(await streams.playedUntil(id, "ann"), last, "The furthest is what stands");
    },
  },
  {
    name: "what a reader acknowledged last is stored when it leaves, and when its streams are closed",
    promise: "P13",
    check: async (stage) => {
      const id = await told(stage);
      const left = stage.process().follow(id, { reader: "ann" });
      const third = await acknowledging(stage, left, 3);
      await left.return();
      await stands(stage, id, third, "Who leaves must not lose what it acknowledged.");

      const closing = stage.process();
      const closed = closing.follow(id, { reader: "ann" });
      const fifth = await acknowledging(stage, closed, 2);
      await stage.until(closing.close(), "closing");
      demand(
        await isAt(stage.process(), id, fifth),
        "Once closed, what was acknowledged is stored.",
      );

      const ended = stage.process().follow(id, { reader: "ann" });
      const terminal = await acknowledging(stage, ended, 10);
      await stands(stage, id, terminal, "The ending can be acknowledged, too.");
      const after = stage.process().follow(id, { reader: "ann" });
      same(await wordsFrom(stage, after), [], "Nothing is left for who has seen it all");
    },
  },
  {
    name: "an acknowledgement that is none is refused by name, and moves nothing",
    promise: "P17",
    check: async (stage) => {
      const id = await told(stage);
      const other = await told(stage);
      const streams = stage.process();
      const [first] = await stage.until(readSome(streams.follow(id), 2), "two events");
      const [foreign] = await stage.until(readSome(streams.follow(other), 2), "two events");
      if (!first || !foreign) throw new Error("There are six words.");
      await stage.until(streams.ack(id, "ann", first.position), "an acknowledgement");
      const past = first.position.replace(/\d+$/, "999");
      const life = first.position.replace(/^.{26}/, stage.trial.ulid());
      for (const [position, code] of [
        [foreign.position, "invalid-position"],
        ["nonsense", "invalid-position"],
        [beginning, "invalid-position"],
        [past, "diverged"],
        [life, "superseded"],
      ] as const) {
        const refused = await stage.until(codeFrom(streams.ack(id, "ann", position)), "a refusal");
        same(refused, code, `The position ${position}`);
      }
      for (const name of ["", "a\n", "x".repeat(129), null as never]) {
        const refused = await stage.until(codeFrom(streams.ack(id, name, first.position)), "it");
        same(refused, "invalid-id", "Who is no reader acknowledges nothing");
      }
      const nowhere = codeFrom(streams.ack(stage.trial.id(), "ann", first.position));
      same(await stage.until(nowhere, "it"), "invalid-position", "Nor is it one of no stream");
      const codeIn = (ask: () => unknown): unknown => {
        try {
          ask();
          return "taken";
        } catch (error) {
          return codeOf(error);
        }
      };
      const follow = streams.follow(id, { reader: "ann" });
      same(
        codeIn(() => follow.ack(foreign.position)),
        "invalid-position",
        "A follower says so too",
      );
      const plain = streams.follow(id);
      same(
        codeIn(() => plain.ack(first.position)),
        "invalid-options",
        "Without a reader it has none",
      );
      same(await streams.playedUntil(id, "ann"), first.position, "The place is where it was");
    },
  },
  {
    name: "a new life of a stream knows nothing of what its readers saw of the old",
    promise: "P11",
    check: async (stage) => {
      const id = await told(stage);
      const streams = stage.process();
      const events = await stage.until(readSome(streams.follow(id), 4), "four events");
      const last = events.at(-1)?.position ?? beginning;
      await stage.until(streams.ack(id, "ann", last), "an acknowledgement");
      await stage.trial.pass(2);
      const again = streams.run(id, (run) => void run.write({ content: "again" }));
      await stage.until(again, "a run");
      same(await streams.playedUntil(id, "ann"), null, "Nothing of the new life was seen");
      same(
        await wordsFrom(stage, streams.follow(id, { reader: "ann" })),
        ["again"],
        "The reader gets all of it",
      );
      const resumed: Reader = reader(streams.follow(id, { reader: "ann", after: last }));
      const { events: anew } = await stage.until(resumed.done, "a device that saw the old life");
      const start = anew[0];
      same(
        start?.type === "started" && start.reset,
        true,
        "A device that saw the old life is told that it is over",
      );
      await stage.until(streams.remove(id), "a removal");
      const gone = await stage.until(codeFrom(streams.playedUntil(id, "ann")), "a look");
      same(gone, "not-found", "Of what is gone nobody has seen anything");
    },
  },
];
