import { kinds, type Scenario } from "../frame/scenario.ts";
import { violation } from "../frame/violation.ts";
import { busy } from "../stage/busy.ts";
import { createDelays, ms } from "../stage/delays.ts";
import { serveHttp } from "../stage/http.ts";
import { heldMb } from "../stage/memory.ts";
import type { Stage } from "../stage/stage.ts";

const chunkKb = 16;

/** Who reads lets go soon of what is slow, and keeps little for it. */
const cast = async (stage: Stage) => {
  const server = await stage.server();
  const settings = { ringEvents: 64, pageEvents: 200, lingerMs: 200 };
  return { writing: stage.process(server), reading: stage.process(server, { settings }) };
};

/** 38: one that reads slowly reads pages, at its own pace; the others do not wait for it. */
export const slowReader: Scenario = {
  number: 38,
  name: "slow client",
  variant: "in process",
  invariants: ["A", "E"],
  kinds,
  run: async (stage) => {
    const { writing, reading } = await cast(stage);
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

/** 38: sockets that take nothing hold up nobody, and nobody keeps for them what they do not take. */
export const slowClient: Scenario = {
  number: 38,
  name: "slow client",
  variant: "http",
  invariants: ["A", "E"],
  kinds,
  run: async (stage) => {
    const { writing, reading } = await cast(stage);
    const served = await serveHttp(stage, reading);
    const play = await busy(stage, {
      writing,
      reading: [served],
      calm: writing,
      streams: 2,
      gapMs: 8,
    });
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const thick = await stage.pen(writing, stage.id());
    const stuck = Array.from({ length: stage.pick(2, 4) }, () =>
      stage.ear(served.heldUntil(released), thick.log.stream),
    );
    await stage.pause(100);

    const before = heldMb();
    const pad = "x".repeat(chunkKb * 1_024);
    const chunks = stage.pick(700, 3_000);
    for (let n = 0; n < chunks; n++) {
      await thick.writer.ready;
      void thick.write({ pad });
    }
    await thick.complete();
    await stage.pause(stage.pick(50, 5_000));
    const written = (chunks * chunkKb) / 1_024;
    const most = (written * stuck.length) / 3;
    let grown = Math.max(0, heldMb() - before);
    // What is dropped is swept beside, which takes its time where others want the processor: what is kept stays.
    for (let looks = 0; grown > most && looks < 20; looks++) {
      await stage.pause(200);
      grown = Math.max(0, heldMb() - before);
    }
    const p99 = stage.delays.at(0.99);
    const unread = stuck.every((ear) => ear.count() === 0);

    release();
    await Promise.race([Promise.all(stuck.map((ear) => ear.done)), stage.pause(30_000)]);
    const more = [
      // In a short run all tests share the processor.
      ...(p99 > stage.pick(8_000, 1_000) ? [violation("D", `others waited ${ms(p99)}`)] : []),
      ...(unread ? [] : [violation("E", "they read although they were paused")]),
      ...(grown > most ? [violation("E", `${grown.toFixed(0)} MB are kept for them`)] : []),
    ];
    const figure = `others p99 ${ms(p99)}, ${written.toFixed(0)} MB unread: + ${grown.toFixed(1)} MB`;
    const { violations } = await play.finish(() => figure, { more });
    return { figure, violations: [...violations, ...(await served.left())] };
  },
};
