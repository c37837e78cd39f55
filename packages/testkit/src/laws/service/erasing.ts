import type { ErasureReceipt, Streams } from "@segno/core";
import { codeFrom, codeOf, type Reader, reader, replay, wordsOf } from "../../kit/audience.ts";
import { demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import type { Said, Stage } from "../../kit/stage.ts";
import type { ServiceLaw } from "./law-of-service.ts";

/** Whether a stream is there. */
const lives = async (stage: Stage, id: string): Promise<boolean> =>
  (await stage.trial.store.head(stage.trial.named(id))).head !== null;

const erase = (stage: Stage, streams: Streams<Said>, owner: string): Promise<ErasureReceipt> =>
  stage.until(streams.erase({ owner }), "an erasure");

type Person = {
  readonly owner: string;
  readonly live: () => Promise<string>;
  readonly ended: () => Promise<string>;
};

/** Somebody of whom nothing is known yet. */
const person = (stage: Stage, streams: Streams<Said>, name: string): Person => {
  const owner = `${name} ${stage.trial.ulid()}`;
  const live = async (): Promise<string> => {
    const id = stage.trial.id();
    const writer = await stage.until(streams.start(id, { owner }), "a start");
    await stage.until(writer.write({ content: `of ${owner}` }), "a write");
    return id;
  };
  const ended = async (): Promise<string> => {
    const id = await live();
    await stage.until(streams.stop(id), "a stop");
    return id;
  };
  return { owner, live, ended };
};

export const erasingLaws: readonly ServiceLaw[] = [
  {
    name: "an erasure removes all of a person's streams, live and ended, and nobody else's",
    promise: "P9",
    check: async (stage) => {
      const streams = stage.process();
      const [ann, bob] = [person(stage, streams, "ann"), person(stage, streams, "bob")];
      const hers = [await ann.ended(), await ann.ended(), await ann.live()];
      const his = [await bob.ended(), await bob.live()];
      const receipt = await erase(stage, stage.process(), ann.owner);
      same([...receipt.streams].sort(), [...hers].sort(), "The receipt names what was removed");
      same([receipt.owner, receipt.complete], [ann.owner, true], "Whose, and that it is all");
      const { counts, startedAt, finishedAt } = receipt;
      same([counts.streams, counts.live, counts.events], [3, 1, 2 * 3 + 2], "How much it was");
      demand(finishedAt >= startedAt && startedAt > 0, "And when.");
      for (const id of hers) demand(!(await lives(stage, id)), `${id} is left.`);
      for (const id of his) demand(await lives(stage, id), `${id} was another's.`);
      const { streams: listed } = await stage.until(streams.list({ owner: ann.owner }), "a list");
      same(listed, [], "What is listed of her");
    },
  },
  {
    name: "who reads or writes what is erased is told, and nothing of it comes back",
    promise: "P9",
    check: async (stage) => {
      const streams = stage.process();
      const owner = `ann ${stage.trial.ulid()}`;
      const id = stage.trial.id();
      const writer = await stage.until(streams.start(id, { owner }), "a start");
      await stage.until(writer.write({ content: "a" }), "a write");
      const readers: Reader[] = [reader(streams.follow(id)), reader(stage.process().follow(id))];
      await stage.eventually(
        () => readers.every(({ events }) => events.length === 2),
        "Both read.",
      );
      await erase(stage, stage.process(), owner);
      for (const { done } of readers) {
        const { error } = await stage.until(done, "a reader");
        same(codeOf(error), "deleted", "A reader's ending");
      }
      const late = await stage.until(codeFrom(writer.write({ content: "b" })), "a late write");
      same(late, "deleted", "The producer's write");
      demand(writer.signal.aborted, "The producer goes on.");
      same(await lives(stage, id), false, "A stream whose producer was at work");
    },
  },
  {
    name: "what a person starts while an erasure runs is erased too, or the receipt says so",
    promise: "P9",
    check: async (stage) => {
      const streams = stage.process();
      const { owner, ended } = person(stage, streams, "ann");
      for (let at = 0; at < 5; at++) await ended();
      const begun: string[] = [];
      let over = false;
      const starting = (async () => {
        for (let at = 0; at < 20 && !over; at++) {
          const id = stage.trial.id();
          await streams.start(id, { owner });
          if (!over) begun.push(id);
        }
      })();
      const erasing = stage.process().erase({ owner });
      const receipt = await stage.until(erasing, "an erasure");
      over = true;
      // One that was answered in the same moment may have begun after the last look.
      const known = begun.slice(0, -1);
      await stage.until(starting, "the starts");
      for (const id of known) {
        const gone = !(await lives(stage, id)) || !receipt.complete;
        demand(gone, `${id} was started while the erasure ran, and is left.`);
      }
    },
  },
  {
    name: "an erasure that is cut short is finished by the next, and a third finds nothing",
    promise: "P9",
    check: async (stage) => {
      const streams = stage.process();
      const { owner, ended, live } = person(stage, streams, "ann");
      const ids = [await live()];
      for (let at = 0; at < 40; at++) ids.push(await ended());
      const abort = new AbortController();
      const delayMs = (): number => {
        // In the midst of the first removals.
        abort.abort(Object.assign(new Error("cut"), { code: "cut" }));
        return 0;
      };
      const cut = codeFrom(stage.process({}, { delayMs }).erase({ owner, signal: abort.signal }));
      same(await stage.until(cut, "an erasure that is cut short"), "cut", "Its own reason");
      const rest = await erase(stage, stage.process(), owner);
      same(rest.complete, true, "The next is complete");
      demand(rest.streams.length > 0, "One that was cut short went on.");
      for (const id of ids) demand(!(await lives(stage, id)), `${id} is left.`);
      const none = await erase(stage, stage.process(), owner);
      const { streams: removed, notFound, counts, complete } = none;
      same(
        [removed, notFound, counts.streams, complete],
        [[], [], 0, true],
        "Then nothing is left",
      );
    },
  },
  {
    name: "a person's places as a reader are erased, and what others wrote and read stays",
    promise: "P9",
    check: async (stage) => {
      const streams = stage.process();
      const [ann, bob] = [person(stage, streams, "ann"), person(stage, streams, "bob")];
      const id = await bob.ended();
      const known = stage.trial.cursors;
      if (known) {
        const { position } = await stage.until(streams.describe(id), "a look");
        for (const who of [ann.owner, bob.owner]) {
          await stage.until(streams.ack(id, who, position), "an acknowledgement");
        }
      }
      // What a try removed whose reply was lost, the next one does not count.
      const calmly = stage.process({}, { loseReply: () => false });
      const { counts } = await erase(stage, calmly, ann.owner);
      const seen = await replay(stage, streams, id);
      same(wordsOf(seen.events), [`of ${bob.owner}`], "What another wrote");
      if (!known) return;
      // A reply that is lost takes its count with it: they were gone when it was asked again.
      const { places = -1 } = counts.beside;
      demand(places === 0 || places === 1, `One place of hers was counted as ${places}.`);
      const [hers, his] = [streams.playedUntil(id, ann.owner), streams.playedUntil(id, bob.owner)];
      same(await stage.until(hers, "her place"), null, "Her place in another's stream");
      demand((await stage.until(his, "his place")) !== null, "His place is gone.");
    },
  },
  {
    name: "an erasure of nobody, or by what is no name, is refused and erases nothing",
    promise: "P17",
    calm: true,
    check: async (stage) => {
      const streams = stage.process();
      const { ended } = person(stage, streams, "ann");
      const id = await ended();
      const wrong: readonly object[] = [
        {},
        { owner: "" },
        { owner: "a\n" },
        { owner: "\ud800" },
        { owner: 7 },
        { owner: "ann", reader: "" },
        { owner: "ann", everywhere: "yes" },
        { owners: "ann" },
      ];
      for (const options of wrong) {
        const code = await stage.until(codeFrom(streams.erase(options as never)), "an erasure");
        demand(code === "invalid-options", `${JSON.stringify(options)} is taken.`);
      }
      const { streams: removed } = await erase(stage, streams, `nobody ${stage.trial.ulid()}`);
      same([removed, await lives(stage, id)], [[], true], "Nobody's streams");
    },
  },
];
