import { reader, wordsOf } from "../../kit/audience.ts";
import { same } from "../../kit/same.ts";
import type { ServiceLaw } from "./law-of-service.ts";

/**
 * What is promised and not kept yet: each goes to its own file with the change that keeps it. A test expects them
 * to be broken, so that the change cannot forget it.
 */
export const lawsNotYetKept: readonly ServiceLaw[] = [
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
];
