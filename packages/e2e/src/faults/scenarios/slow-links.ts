import { kinds, type Scenario } from "../frame/scenario.ts";
import { busy } from "../stage/busy.ts";
import { ms } from "../stage/delays.ts";
import { apart, proxied } from "../stage/places.ts";

/** 7: the server keeps its connections, and answers nothing. */
export const frozen: Scenario = {
  number: 7,
  name: "server frozen 1 to 10 s",
  invariants: ["A"],
  kinds,
  run: async (stage) => {
    const server = await stage.server();
    // Longer than the longest frost: who came during it has no other reason to give up.
    const patient = { settings: { commandTimeoutMs: 20_000 } };
    const { play } = await apart(stage, server, { both: patient });
    stage.before(() => server.resume());
    for (const frozenMs of stage.pick([700], [1_000, 3_000, 10_000])) {
      await stage.pause(stage.random.whole(100, 300));
      server.pause();
      await stage.pause(frozenMs);
      server.resume();
      await stage.pause(300);
    }
    return play.finish(() => `longest delay ${ms(stage.delays.max())}`);
  },
};

/** 8: the server holds back all commands, and answers PING as little. */
export const paused: Scenario = {
  number: 8,
  name: "CLIENT PAUSE ALL 600 ms",
  invariants: ["A"],
  kinds,
  run: async (stage) => {
    const server = await stage.server();
    const admin = stage.admin(server);
    const { play } = await apart(stage, server);
    for (let round = 0; round < stage.pick(2, 15); round++) {
      await stage.pause(stage.random.whole(100, 400));
      await admin.call("CLIENT", "PAUSE", "600", "ALL");
      await stage.pause(600);
    }
    return play.finish(() => `p99 ${ms(stage.delays.at(0.99))}`);
  },
};

/** 12, without the rights for it: a lost packet is sent again when its time is over, and holds up what follows. */
export const lossByProxy: Scenario = {
  number: 12,
  name: "one-way packet loss",
  variant: "by proxy",
  invariants: ["A", "B"],
  kinds,
  run: async (stage) => {
    const { proxy, proc, calm } = await proxied(stage);
    const play = await busy(stage, { writing: proc, reading: [proc], calm });
    const [way, began] = [stage.random.pick(["up", "down"] as const), performance.now()];
    proxy.delay((direction) => (direction === way && stage.random.chance(0.03) ? 200 : 0));
    await stage.pause(stage.pick(1_200, 10_000));
    const seconds = (performance.now() - began) / 1_000;
    const stored = play.pens.reduce((sum, pen) => sum + pen.acknowledged(), 0);
    proxy.delay(0);
    return play.finish(() => `${Math.round(stored / seconds)} events/s with 3 % lost ${way}`);
  },
};

/** 14: much more is written and read than the link carries at once. */
export const narrow: Scenario = {
  number: 14,
  name: "1 Mbit link",
  variant: "by proxy",
  invariants: ["A", "E"],
  kinds,
  run: async (stage) => {
    const server = await stage.server();
    const proxy = await stage.proxy(server);
    const writing = stage.process(server);
    // A page must come within a call's deadline: on a link like this, pages are to be small.
    const settings = { pageEvents: 50 };
    const reading = stage.process(proxy, { settings, redis: { commandTimeoutMs: 5_000 } });
    const play = await busy(stage, { writing, reading: [reading], calm: writing, streams: 2 });
    proxy.throttle(125_000);
    const before = process.memoryUsage().rss;
    const until = performance.now() + stage.pick(800, 10_000);
    while (performance.now() < until) {
      await Promise.all(play.pens.map((pen) => pen.write({ pad: "x".repeat(600) })));
      await stage.pause(stage.pick(8, 16));
    }
    const mb = (process.memoryUsage().rss - before) / 1_048_576;
    const lag = stage.delays.max();
    proxy.throttle(null);
    return play.finish(() => `lag ${ms(lag)}, RSS + ${Math.max(0, Math.round(mb))} MB`);
  },
};

/** 15: nothing may rely on what arrives together. */
export const bytewise: Scenario = {
  number: 15,
  name: "frames split to single bytes",
  invariants: ["A"],
  kinds,
  run: async (stage) => {
    const { proxy, proc, calm } = await proxied(stage);
    const play = await busy(stage, { writing: proc, reading: [proc], calm, streams: 2, gapMs: 20 });
    proxy.splitBytes(true);
    await stage.pause(stage.pick(1_000, 8_000));
    proxy.splitBytes(false);
    return play.finish(() => `p99 ${ms(stage.delays.at(0.99))}`);
  },
};

/** 16: 5 to 60 ms each way, as each piece draws it. */
export const jitter: Scenario = {
  number: 16,
  name: "latency with jitter",
  invariants: ["A"],
  kinds,
  run: async (stage) => {
    const { proxy, proc, calm } = await proxied(stage);
    const play = await busy(stage, { writing: proc, reading: [proc], calm });
    proxy.delay(() => stage.random.whole(5, 60));
    await stage.pause(stage.pick(1_200, 10_000));
    proxy.delay(0);
    return play.finish(() => `p99 ${ms(stage.delays.at(0.99))}`);
  },
};
