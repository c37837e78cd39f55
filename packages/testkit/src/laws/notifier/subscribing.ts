import type { Notice } from "@segno/core";
import { begin, stop } from "../../kit/acting.ts";
import { taken } from "../../kit/answers.ts";
import { gist, listen } from "../../kit/ears.ts";
import { same } from "../../kit/same.ts";
import type { AdapterLaw } from "../law-of-adapter.ts";

export const subscribingLaws: readonly AdapterLaw[] = [
  {
    name: "a subscription is confirmed before it resolves: what comes next is heard",
    promise: "P8",
    check: async (trial) => {
      for (let run = 0; run < trial.runs(50); run++) {
        const writer = await begin(trial);
        const [events, control] = await Promise.all([
          listen(trial, writer.id, "events"),
          listen(trial, writer.id, "control"),
        ]);
        taken(await stop(trial, writer.id, writer.incarnation), "A stop");
        await events.hears(1, `Follower ${run} missed what was appended after it had subscribed.`);
        await control.hears(1, `Producer ${run} missed a stop that came after it had subscribed.`);
        await Promise.all([events.close(), control.close()]);
      }
    },
  },
  {
    name: "closed means silent, at once and for that listener alone",
    promise: "P13",
    check: async (trial) => {
      const writer = await begin(trial);
      const { id } = writer;
      const leaving = await listen(trial, id, "events");
      const staying = await listen(trial, id, "events");
      await writer.write("a");
      await Promise.all([leaving.hears(1, "Both hear."), staying.hears(1, "Both hear.")]);
      const closing = leaving.close();
      await writer.write("b");
      await closing;
      await leaving.close();
      await writer.write("c");
      await staying.hears(3, "Who stays must go on hearing when another leaves.");
      same(leaving.heard.length, 1, "Who has left hears nothing more");
      const back = await listen(trial, id, "events");
      await writer.write("d");
      await back.hears(1, "Who comes back hears again.");
      same([back.heard.length, leaving.heard.length], [1, 1], "But only the new listener");
      await Promise.all([staying.close(), back.close()]);
    },
  },
  {
    name: "every listener hears, each of its own stream and topic",
    promise: "P14",
    check: async (trial) => {
      const mine = await begin(trial);
      const others = await begin(trial);
      const ears = await Promise.all(
        Array.from({ length: 10 }, () => listen(trial, mine.id, "events")),
      );
      const apart = await listen(trial, others.id, "events");
      const control = await listen(trial, mine.id, "control");
      await others.write("not yours");
      await mine.write("a");
      await mine.end();
      for (const ear of ears) {
        await ear.hears(2, "Each of ten listeners hears both appends.");
        same(ear.heard.map(gist), ears[0]?.heard.map(gist), "Each hears the same");
      }
      await apart.hears(1, "The other stream's listener hears too.");
      same(apart.heard.length, 1, "But only its own stream");
      same(control.heard, [], "A producer is not sent its own chunks");
      await Promise.all([...ears, apart, control].map((ear) => ear.close()));
    },
  },
  {
    name: "a listener is never called within the append that it hears of",
    promise: "P4",
    check: async (trial) => {
      const writer = await begin(trial);
      let inside = false;
      const called: boolean[] = [];
      const listener = (): void => {
        called.push(inside);
      };
      const { close } = await trial.notifier.subscribe(writer.id, "events", listener);
      inside = true;
      const appending = writer.write("a");
      inside = false;
      await appending;
      await trial.soon(() => called.length === 1, "The append was not announced.");
      same(called, [false], "The listener was called before append had returned");
      await close();
    },
  },
  {
    name: "what is published reaches who listens",
    promise: "P8",
    check: async (trial) => {
      const id = trial.id();
      const incarnation = trial.ulid();
      const events = await listen(trial, id, "events");
      const control = await listen(trial, id, "control");
      const notices: readonly Notice[] = [
        { _tag: "appended", incarnation, epoch: 3, first: 4, last: 5, entries: ["ü", "\u2028"] },
        {
          _tag: "appended",
          incarnation,
          epoch: 9_999_999_999,
          first: 6,
          last: 6,
          terminal: "failed",
        },
        { _tag: "removed", incarnation },
      ];
      for (const notice of notices) await trial.notifier.publish(id, "events", notice);
      await events.hears(notices.length, "All that is published is heard.");
      same(events.heard, notices, "As it was said, in order");
      same(control.heard, [], "On its own topic only");
      await Promise.all([events.close(), control.close()]);
    },
  },
];
