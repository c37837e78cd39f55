import { openNamespace } from "@segno/tools/servers";
import { kinds, type Need, type Scenario } from "../frame/scenario.ts";
import { violation } from "../frame/violation.ts";
import { createDelays, ms } from "../stage/delays.ts";
import { apart } from "../stage/places.ts";
import type { Stage } from "../stage/stage.ts";

const variant = "network namespace";
const netns: Need = "network-namespaces";

/** A server at the end of a wire of its own, which the kernel can be told to treat badly. */
const wired = async (stage: Stage, gapMs = 2) => {
  const space = await openNamespace();
  stage.defer(space.close);
  // What the wire swallowed of a goodbye, the server finds out by itself.
  const server = await stage.server({ "tcp-keepalive": "1" }, space);
  return { space, ...(await apart(stage, server, { gapMs })) };
};

/** 11: every packet is dropped, and no one is told. */
export const silentWire: Scenario = {
  number: 11,
  name: "half-open connections",
  variant,
  invariants: ["A", "B", "D"],
  kinds,
  needs: [netns, "packet-loss"],
  run: async (stage) => {
    const { space, writing, play } = await wired(stage);
    const took = createDelays();
    stage.before(() => space.run("iptables", "-F"));
    for (let round = 0; round < stage.pick(1, 5); round++) {
      await stage.pause(300);
      const { broken } = writing.counts;
      const began = performance.now();
      await space.run("iptables", "-A", "INPUT", "-j", "DROP");
      await stage.until(() => writing.counts.broken > broken);
      took.add(performance.now() - began);
      await play.goesOn(() => space.run("iptables", "-F"));
    }
    const late = took.max() > 2_000;
    const more = late ? [violation("D", `it went unnoticed for ${ms(took.max())}`)] : [];
    return play.finish(() => `noticed in ${ms(took.max())}`, { more });
  },
};

/** 12: a part of the packets is lost in one direction. */
export const lossy: Scenario = {
  number: 12,
  name: "one-way packet loss",
  variant,
  invariants: ["A", "B"],
  kinds,
  needs: [netns, "packet-loss"],
  run: async (stage) => {
    const { space, play } = await wired(stage);
    stage.before(() => space.run("iptables", "-F"));
    const chain = stage.random.pick(["INPUT", "OUTPUT"]);
    const random = ["-m", "statistic", "--mode", "random", "--probability", "0.03"];
    await space.run("iptables", "-A", chain, ...random, "-j", "DROP");
    const began = performance.now();
    await stage.pause(stage.pick(1_200, 10_000));
    const seconds = (performance.now() - began) / 1_000;
    const stored = play.pens.reduce((sum, pen) => sum + pen.acknowledged(), 0);
    await space.run("iptables", "-F");
    return play.finish(() => `${Math.round(stored / seconds)} events/s, 3 % lost in ${chain}`);
  },
};

/** 13: the port is closed in one's face, with a reset. */
export const rejected: Scenario = {
  number: 13,
  name: "refused for 5 s",
  variant,
  invariants: ["A"],
  kinds,
  needs: [netns, "packet-loss"],
  run: async (stage) => {
    const { space, play } = await wired(stage);
    stage.before(() => space.run("iptables", "-F"));
    await stage.pause(200);
    const reject = ["-p", "tcp", "-j", "REJECT", "--reject-with", "tcp-reset"];
    await space.run("iptables", "-A", "INPUT", ...reject);
    await stage.pause(stage.pick(800, 5_000));
    const recovery = await play.goesOn(() => space.run("iptables", "-F"));
    return play.finish(() => `recovery ${ms(recovery)}`);
  },
};

/** 14: a bucket that fills with 1 Mbit a second, at both ends of the wire. */
export const narrowWire: Scenario = {
  number: 14,
  name: "1 Mbit link",
  variant,
  invariants: ["A", "E"],
  kinds,
  needs: [netns, "traffic-shaping"],
  run: async (stage) => {
    const { space, play } = await wired(stage, 20);
    const shape = ["root", "tbf", "rate", "1mbit", "burst", "32kbit", "latency", "400ms"];
    await space.run("tc", "qdisc", "add", "dev", space.wire.inside, ...shape);
    const before = process.memoryUsage().rss;
    const until = performance.now() + stage.pick(800, 10_000);
    while (performance.now() < until) {
      await Promise.all(play.pens.map((pen) => pen.write({ pad: "x".repeat(500) })));
      await stage.pause(20);
    }
    const mb = Math.max(0, Math.round((process.memoryUsage().rss - before) / 1_048_576));
    const lag = stage.delays.max();
    await space.run("tc", "qdisc", "del", "dev", space.wire.inside, "root");
    return play.finish(() => `lag ${ms(lag)}, RSS + ${mb} MB`);
  },
};
