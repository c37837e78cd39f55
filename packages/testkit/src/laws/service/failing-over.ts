import type { Streams } from "@segno/core";
import {
  codeFrom,
  codeOf,
  type Reader,
  reader,
  replay,
  wholeLife,
  wordsOf,
} from "../../kit/audience.ts";
import { declared, demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import type { Said, Stage } from "../../kit/stage.ts";
import type { Weather } from "../../kit/weather.ts";
import type { ServiceLaw } from "./law-of-service.ts";

const forgetting = ({ trial }: Stage) => declared(trial.snapshot, "how it can be made to forget");

/** A producer that has said something, of which the store will forget the last word. */
const said = async (stage: Stage, streams: Streams<Said>, id: string) => {
  const snapshot = forgetting(stage);
  const writer = await stage.until(streams.start(id), "a start");
  await stage.until(writer.write({ content: "kept" }), "a write");
  const forget = await snapshot(stage.trial.named(id));
  await stage.until(writer.write({ content: "lost" }), "a write that will be forgotten");
  const following = reader(stage.process().follow(id));
  const seen = (): boolean => wordsOf(following.events).length === 2;
  await stage.eventually(seen, "The reader sees it while it is there.");
  // No failover is over within the millisecond in which it began.
  await stage.trial.pass(2);
  return { writer, following, forget };
};

/** One that is cut off while its last word is forgotten, so that it cannot send it again. */
const forgotten = async (stage: Stage) => {
  const id = stage.trial.id();
  const weather: Partial<Weather> = {};
  const { following, forget } = await said(stage, stage.process({}, weather), id);
  weather.down = true;
  await forget();
  return { id, following, weather };
};

const diverges = async (stage: Stage, { done }: Reader): Promise<void> => {
  const { error } = await stage.until(done, "a reader that saw what was lost", 60_000);
  same(codeOf(error), "diverged", "Who saw what was lost is told so, never a clean end");
};

export const failingOverLaws: readonly ServiceLaw[] = [
  {
    name: "hole 15: what a failover forgot its producer sends again, and readers notice nothing",
    promise: "P9",
    check: async (stage) => {
      const id = stage.trial.id();
      const streams = stage.process();
      const { writer, following, forget } = await said(stage, streams, id);
      await forget();
      await stage.until(writer.write({ content: "next" }), "a write after the failover");
      await stage.until(writer.complete(), "the completion");
      const words = ["kept", "lost", "next"];
      const seen = await stage.until(following.done, "the reader");
      wholeLife(seen, words, "completed", "Who read through a failover");
      wholeLife(await replay(stage, streams, id), words, "completed", "A late reader");
    },
  },
  {
    name: "hole 14: another's event in the place of one that was lost is diverged, not a clean end",
    promise: "P9",
    check: async (stage) => {
      const { id, following, weather } = await forgotten(stage);
      // Somebody stops the stream, and the stop takes the place.
      const ended = await stage.until(stage.process().stop(id), "a stop after the failover");
      same(ended.terminal, "stopped", "The stream is stopped");
      await diverges(stage, following);
      wholeLife(await replay(stage, stage.process(), id), ["kept"], "stopped", "A late reader");
      weather.down = false;
    },
  },
  {
    name: "what nobody sends again is diverged for who saw it, within lease and grace",
    promise: "P9",
    check: async (stage) => {
      const { following } = await forgotten(stage);
      const { leaseMs, graceMs, positionCheckMs } = stage.settings;
      const since = stage.clock.elapsed();
      await diverges(stage, following);
      const took = stage.clock.elapsed() - since;
      const limit = leaseMs + graceMs + positionCheckMs + 2_000;
      demand(took <= limit, `It took ${took} ms until the reader was told.`);
    },
  },
  {
    name: "hole 6: a takeover that a failover forgot is fenced once another has taken over",
    promise: "P2",
    check: async (stage) => {
      const snapshot = forgetting(stage);
      const id = stage.trial.id();
      const [dead, frozen]: Partial<Weather>[] = [{}, {}];
      const first = await stage.until(stage.process({}, dead ?? {}).start(id), "a start");
      await stage.until(first.write({ content: "first" }), "a write");
      Object.assign(dead ?? {}, { down: true });
      await stage.trial.pass(stage.settings.leaseMs + 10);
      const forget = await snapshot(stage.trial.named(id));
      const ifStale = "take-over";
      const heir = await stage.until(
        stage.process({}, frozen ?? {}).start(id, { ifStale }),
        "an heir",
      );
      await stage.until(heir.write({ content: "forgotten" }), "a write of the heir");
      Object.assign(frozen ?? {}, { down: true });
      await stage.trial.pass(5);
      await forget();
      const streams = stage.process();
      const next = await stage.until(streams.start(id, { ifStale }), "a second heir");
      await stage.until(next.write({ content: "second" }), "a write of the second heir");
      Object.assign(frozen ?? {}, { down: false });
      const late = await stage.until(codeFrom(heir.write({ content: "late" })), "a late write");
      same(late, "fenced", "The heir that was forgotten is told that it has been replaced");
      await stage.until(next.complete(), "the completion");
      const words = ["first", "second"];
      wholeLife(await replay(stage, streams, id), words, "completed", "A reader");
    },
  },
];
