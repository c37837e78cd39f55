import { beginning } from "@segno/core";
import { reader, readSome, wholeLife, wordsOf } from "../../kit/audience.ts";
import { same } from "../../kit/same.ts";
import type { ServiceLaw } from "./law-of-service.ts";

const words = (count: number): string[] => Array.from({ length: count }, (_, at) => `word ${at}`);

export const recreatingLaws: readonly ServiceLaw[] = [
  {
    name: "a recreated stream begins anew for its readers, marked as a reset",
    promise: "P11",
    check: async (stage) => {
      const id = stage.trial.id();
      const streams = stage.process();
      const first = await stage.until(streams.start(id), "a start");
      for (const content of words(5)) first.write({ content });
      await stage.until(first.complete(), "its completion");
      const old = await stage.until(
        readSome(streams.follow(id), 4),
        "four events of the first life",
      );
      const second = await stage.until(streams.start(id), "a second life");
      for (const content of ["x", "y", "z", "v", "w", "u"]) second.write({ content });
      await stage.until(second.complete(), "its completion");
      const after = old.at(-1)?.position;
      const resumed = await stage.until(
        reader(streams.follow(id, after === undefined ? {} : { after })).done,
        "a resume with a position of the life before",
      );
      const said = ["x", "y", "z", "v", "w", "u"];
      wholeLife(resumed, said, "completed", "Who resumes with a position of the life before");
      const [start, ...others] = resumed.events;
      same(start?.type === "started" && start.reset, true, "The new start is marked as a reset");
      same(
        others.filter((event) => "reset" in event),
        [],
        "And it alone",
      );
      const fresh = await stage.until(reader(streams.follow(id)).done, "a new reader");
      same("reset" in (fresh.events[0] ?? {}), false, "A new reader is not reset");
    },
  },
  {
    name: "a live reader goes on into the next life of a stale stream",
    promise: "P11",
    check: async (stage) => {
      const id = stage.trial.id();
      const weather = {};
      const dying = await stage.until(stage.process({}, weather).start(id), "a start");
      await stage.until(dying.write({ content: "half" }), "a write");
      const patient = { graceMs: stage.settings.leaseMs * 4, activeTtlMs: 60_000_000 };
      const live = reader(stage.process(patient).follow(id));
      await stage.eventually(() => wordsOf(live.events).length === 1, "The reader is live.");
      Object.assign(weather, { down: true });
      await stage.trial.pass(stage.settings.leaseMs + 20);
      await stage.until(
        stage.process().run(id, (run) => {
          run.write({ content: "whole" });
        }),
        "the next life",
      );
      const { events, error } = await stage.until(live.done, "the live reader");
      same(error, null, "It ends with the terminal of the next life");
      const told = events.map((event) =>
        event.type === "chunk" ? event.data.content : event.type,
      );
      same(told, ["started", "half", "started", "whole", "completed"], "It sees both lives");
      const resets = events.map((event) => "reset" in event);
      same(resets, [false, false, true, false, false], "The second start is marked as a reset");
    },
  },
  {
    name: "a start in doubt whose stream is removed begins another life, not the same one again",
    promise: "P11",
    check: async (stage) => {
      const id = stage.trial.id();
      let lose = true;
      const starting = stage.process({}, { loseReply: () => lose }).start(id);
      starting.catch(() => {});
      const others = stage.process();
      const seen = await stage.until(readSome(others.follow(id), 1), "the start, as others see it");
      await stage.until(others.stop(id), "another's stop");
      await stage.until(others.remove(id), "another's removal");
      lose = false;
      const writer = await stage.until(starting, "the start, tried again");
      writer.write({ content: "again" });
      await stage.until(writer.complete(), "its completion");
      const after = seen[0]?.position ?? beginning;
      const resumed = await stage.until(reader(others.follow(id, { after })).done, "a resume");
      wholeLife(resumed, ["again"], "completed", "Who resumes with a position of the life before");
      const [start] = resumed.events;
      same(start?.type === "started" && start.reset, true, "And it is told of another life");
    },
  },
];
