import { kinds, type Scenario } from "../frame/scenario.ts";
import { createDelays, ms } from "../stage/delays.ts";

/** 20: they come while it is written, and each must find the seam between history and live. */
export const joinStorm: Scenario = {
  number: 20,
  name: "join storm: 1,000 joins at 1 event/ms",
  invariants: ["A"],
  kinds,
  run: async (stage) => {
    const server = await stage.server();
    const [writing, reading] = [stage.process(server), stage.process(server)];
    const pen = await stage.pen(writing, stage.id());
    pen.scribble(0.5);
    const [joins, caughtUp] = [stage.pick(150, 1_000), createDelays()];
    const waiting: Promise<unknown>[] = [];
    for (let at = 0; at < joins; at++) {
      const [target, began] = [pen.acknowledged() + 1, performance.now()];
      const ear = stage.ear(reading, pen.log.stream);
      const there = stage.until(() => ear.count() >= target, 8_000);
      waiting.push(there.then(() => caughtUp.add(performance.now() - began)));
      if (at % 10 === 9) await stage.pause(stage.random.whole(0, 10));
    }
    await Promise.all(waiting);
    await pen.rest();
    await pen.complete();
    await stage.pause(500);
    return stage.verdict(`caught up in ${ms(caughtUp.max())}`, { calm: writing });
  },
};
