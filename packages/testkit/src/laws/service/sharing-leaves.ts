import { groupsOf } from "../../kit/consuming.ts";
import { released, resting } from "../../kit/released.ts";
import { briefIdleMs, worker } from "../../kit/sharing.ts";
import type { ServiceLaw } from "./law-of-service.ts";

export const sharingLeavesLaws: readonly ServiceLaw[] = [
  {
    name: "a consumer that leaves, however, leaves no subscription and no timer",
    promise: "P13",
    check: async (stage) => {
      groupsOf(stage.trial);
      const rest = await resting(stage);
      const idleMs = briefIdleMs(stage);
      const streams = stage.process();
      const id = stage.trial.id();
      const writer = await stage.until(stage.process().start(id), "a start");
      await stage.until(writer.write({ content: "a" }), "a write");
      await stage.eventually(() => stage.counts.open >= 1, "The writer listens.");
      await stage.trial.pass(50);
      const open = stage.counts.open;
      const timers = stage.timers();
      const consume = (group: string, signal?: AbortSignal) =>
        streams.consume(id, { group, idleMs, signal });

      const returned = consume("returned");
      await stage.until(returned.next(), "an event");
      await stage.until(returned.return(), "a return");
      await released(stage, open, timers, "Who returned");

      const abort = new AbortController();
      const aborted = worker(streams, id, { group: "aborted", signal: abort.signal });
      await stage.eventually(() => aborted.seen.length === 2, "The consumer comes to the head.");
      abort.abort(new Error("gone"));
      await stage.until(aborted.done, "an aborted consumer");
      await released(stage, open, timers, "Who aborted");

      consume("never");
      await released(stage, open, timers, "Who never pulled");

      const abandoned = consume("abandoned", new AbortController().signal);
      await stage.until(abandoned.next(), "an event");
      await stage.trial.pass(idleMs * 2 + stage.settings.lingerMs + 100);
      await released(stage, open, timers, "Who stopped pulling and was forgotten");

      const live = consume("live");
      for (let at = 0; at < 2; at++) await stage.until(live.next(), "an event");
      const waiting = live.next();
      await stage.eventually(() => stage.counts.open > open, "It waits for more.");
      await stage.until(live.return(), "a return");
      await stage.until(waiting, "a pull of who left while waiting");
      await released(stage, open, timers, "Who left while waiting for more");

      const early = streams.consume(stage.trial.id(), { group: "early", wait: 30_000 });
      const asked = early.next();
      await stage.trial.pass(20);
      await stage.until(early.return(), "a return");
      await stage.until(asked, "a pull of who left while waiting for a start");
      await released(stage, open, timers, "Who left while waiting for a start");

      const whole = worker(streams, id, { group: "whole" });
      await stage.until(writer.complete(), "the completion");
      await stage.until(whole.done, "who consumed the whole");
      await released(stage, 0, rest(1), "Who consumed the whole");
    },
  },
];
