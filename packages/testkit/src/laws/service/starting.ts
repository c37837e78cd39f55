import { codeFrom, codeOf, replay, wholeLife } from "../../kit/audience.ts";
import { demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import type { Weather } from "../../kit/weather.ts";
import type { ServiceLaw } from "./law-of-service.ts";

export const startingLaws: readonly ServiceLaw[] = [
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
];
