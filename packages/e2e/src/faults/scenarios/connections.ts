import type { Scenario } from "../frame/scenario.ts";
import { kinds } from "../frame/scenario.ts";
import { busy } from "../stage/busy.ts";
import { ms } from "../stage/delays.ts";
import { apart, proxied } from "../stage/places.ts";

/** 1: what an append came to is not known; the same batch is sent again, and recognised. */
export const replyLost: Scenario = {
  number: 1,
  name: "reply to an append lost",
  invariants: ["A", "B"],
  kinds,
  run: async (stage) => {
    const { proxy, proc: writing, calm } = await proxied(stage);
    const play = await busy(stage, { writing, reading: [calm], calm });
    for (let round = 0; round < stage.pick(4, 40); round++) {
      await stage.pause(stage.random.whole(20, 80));
      proxy.dropReplies(true);
      await stage.pause(stage.random.whole(5, 30));
      if (stage.random.chance(0.5)) proxy.cut();
      else proxy.reset();
      proxy.dropReplies(false);
      await stage.pause(stage.random.whole(80, 200));
    }
    return play.finish(() => `${writing.counts.duplicates} duplicates answered`);
  },
};

/** 2: the connection is reset while a batch is on its way. */
export const resetMidBatch: Scenario = {
  number: 2,
  name: "reset in the middle of a batch",
  invariants: ["A", "B"],
  kinds,
  run: async (stage) => {
    const { proxy, proc: writing, calm } = await proxied(stage);
    const play = await busy(stage, { writing, reading: [calm], calm, gapMs: 1 });
    for (let round = 0; round < stage.pick(6, 60); round++) {
      await stage.pause(stage.random.whole(60, 160));
      const half = play.pens.flatMap((pen) =>
        Array.from({ length: 100 }, () => pen.write({ pad: "x".repeat(1_000) })),
      );
      await stage.pause(stage.random.whole(0, 4));
      proxy.reset();
      await Promise.race([Promise.all(half), stage.pause(100)]);
    }
    return play.finish(() => `${writing.counts.broken} resends`);
  },
};

/** 9: what is published while a subscriber is away is lost; the follower finds it by itself. */
export const subscribersKilled: Scenario = {
  number: 9,
  name: "pub/sub connections killed",
  invariants: ["A"],
  kinds,
  run: async (stage) => {
    const server = await stage.server();
    const admin = stage.admin(server);
    const { reading, play } = await apart(stage, server);
    for (let round = 0; round < stage.pick(8, 60); round++) {
      await stage.pause(stage.random.whole(50, 250));
      await admin.call("CLIENT", "KILL", "TYPE", "pubsub");
    }
    return play.finish(
      () => `gap ${ms(stage.delays.at(0.999))}, ${reading.counts.interrupted} pulls`,
    );
  },
};
