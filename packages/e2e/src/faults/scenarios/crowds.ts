import { kinds, type Scenario } from "../frame/scenario.ts";
import { violation } from "../frame/violation.ts";
import { busy } from "../stage/busy.ts";
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

/** 38: one that reads slowly reads pages, at its own pace; the others do not wait for it. In process here. */
export const slowReader: Scenario = {
  number: 38,
  name: "slow client",
  variant: "in process",
  invariants: ["A", "E"],
  kinds,
  run: async (stage) => {
    const server = await stage.server();
    const settings = { ringEvents: 64, pageEvents: 200, lingerMs: 200 };
    const [writing, reading] = [stage.process(server), stage.process(server, { settings })];
    const play = await busy(stage, {
      writing,
      reading: [reading],
      calm: writing,
      streams: 2,
      gapMs: 8,
    });
    const [slow, unheard] = [stage.pick(2, 20), createDelays()];
    const laggards = play.pens.flatMap(({ log }) =>
      Array.from({ length: slow }, () =>
        stage.ear(reading, log.stream, { slowMs: 5, delays: unheard }),
      ),
    );
    const before = process.memoryUsage().rss;
    await stage.pause(stage.pick(350, 10_000));
    const mb = Math.max(0, Math.round((process.memoryUsage().rss - before) / 1_048_576));
    const p99 = stage.delays.at(0.99);
    const more = p99 > 1_000 ? [violation("D", `others waited ${ms(p99)}`)] : [];
    for (const pen of play.pens) {
      await pen.rest();
      await pen.complete();
    }
    await Promise.race([Promise.all(laggards.map((ear) => ear.done)), stage.pause(30_000)]);
    return play.finish(() => `others p99 ${ms(p99)}, RSS + ${mb} MB`, { more });
  },
};
