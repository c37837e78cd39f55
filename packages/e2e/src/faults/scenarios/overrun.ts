import { startChild } from "../child/child.ts";
import { kinds, type Scenario } from "../frame/scenario.ts";

/** As a long computation would. */
const block = (time: number): void => {
  const until = performance.now() + time;
  while (performance.now() < until);
};

/** 39: the server throws out a subscriber that does not read; what it missed it pulls. */
export const overrun: Scenario = {
  number: 39,
  name: "subscriber's output buffer overrun",
  invariants: ["A"],
  kinds,
  run: async (stage) => {
    const limit = ["pubsub", "64kb", "64kb", "1"];
    const server = await stage.server({ "client-output-buffer-limit": limit });
    const calm = stage.process(server);
    const stream = stage.id();
    const errand = { port: server.port, kind: stage.kind, stream, name: "flood", gapMs: 0 };
    const terms = { leaseMs: 4_000, graceMs: 3_000, floodBytes: 3_000 };
    const child = await startChild(stage, { ...errand, ...terms });
    const ears = [1, 2, 3].map((at) => stage.ear(calm, stream, { restless: at === 3 }));
    await stage.until(() => ears.every((ear) => ear.count() > 10));
    for (let round = 0; round < stage.pick(1, 3); round++) {
      block(stage.pick(700, 3_000));
      await stage.pause(300);
    }
    await stage.stop(calm, stream);
    await Promise.race([child.over, stage.pause(3_000)]);
    await Promise.race([Promise.all(ears.map((ear) => ear.done)), stage.pause(15_000)]);
    await child.kill();
    const thrown = server.log().split("overcoming of output buffer limits").length - 1;
    const { reads } = calm.counts;
    return stage.verdict(`thrown out ${thrown} times, ${reads} pulls`, {
      calm,
    });
  },
};
