import { command, type Cluster as Servers, startCluster } from "@segno/tools/servers";
import { Cluster } from "ioredis";
import { kinds, type Scenario } from "../frame/scenario.ts";
import { createDelays, ms } from "../stage/delays.ts";
import { apart } from "../stage/places.ts";
import type { Stage } from "../stage/stage.ts";

/** A cluster with copies, and processes that know it by its masters. */
const clustered = async (stage: Stage, replicas: 0 | 1) => {
  const cluster = await startCluster({ replicas });
  stage.defer(() => cluster.stop());
  // MIGRATE leaves connections between nodes open for a while, which are none of ours.
  if (replicas > 0) stage.watch(cluster.nodes);
  const nodes = cluster.masters.map(({ port }) => ({ host: "127.0.0.1", port }));
  return { cluster, template: new Cluster(nodes, { lazyConnect: true }) };
};

/** One that was on its way already says nothing of the node. */
const enough = { more: 4, withinMs: 15_000 };

/** 35: nothing is sure for a while; then it goes on, on another node. */
export const clusterFailover: Scenario = {
  number: 35,
  name: "cluster failover, 3+3",
  invariants: ["A", "B"],
  kinds,
  run: async (stage) => {
    const { cluster, template } = await clustered(stage, 1);
    const { play } = await apart(stage, template, { streams: 9 });
    const outage = createDelays();
    await stage.pause(400);
    const victim = stage.random.whole(0, 2);
    if (stage.short) {
      // The copy is told to take over: what is left to find out is the same, without the wait for a vote.
      const copy = cluster.replicas[victim];
      if (copy) await command(copy.port, ["CLUSTER", "FAILOVER"]);
    } else await cluster.masters[victim]?.kill();
    outage.add(await play.goesOn(undefined, enough));
    await stage.pause(300);
    return play.finish(() => `outage ${ms(outage.max())}`);
  },
};

/** Moves the slot of a stream from one master to the next. */
const move = async ({ masters }: Servers, slot: string, from: number, to: number) => {
  const [source, target] = [masters[from], masters[to]];
  if (!source || !target) throw new Error("there is no such node");
  const ask = async (port: number, ...args: readonly string[]): Promise<unknown> =>
    command(port, ["CLUSTER", ...args]);
  const ids = [await ask(source.port, "MYID"), await ask(target.port, "MYID")].map(String);
  await ask(target.port, "SETSLOT", slot, "IMPORTING", ids[0] ?? "");
  await ask(source.port, "SETSLOT", slot, "MIGRATING", ids[1] ?? "");
  const keys = await ask(source.port, "GETKEYSINSLOT", slot, "100");
  const names = Array.isArray(keys) ? keys.map(String) : [];
  const where = ["127.0.0.1", String(target.port), "", "0", "5000", "KEYS"];
  if (names.length > 0) await command(source.port, ["MIGRATE", ...where, ...names]);
  for (const { port } of [target, source, ...masters]) {
    await ask(port, "SETSLOT", slot, "NODE", ids[1] ?? "");
  }
};

/** 36: streams and subscriptions go where their slot goes. */
export const migration: Scenario = {
  number: 36,
  name: "slot migration x20",
  invariants: ["A", "B"],
  kinds,
  run: async (stage) => {
    const { cluster, template } = await clustered(stage, 0);
    const { play } = await apart(stage, template, { streams: 3 });
    const [one] = play.pens;
    const port = cluster.masters[0]?.port ?? 0;
    const key = `segno:{${one?.log.stream}}:m`;
    const slot = String(await command(port, ["CLUSTER", "KEYSLOT", key]));
    const share = Math.ceil(16_384 / 3);
    let at = Math.floor(Number(slot) / share);
    const quiet = createDelays();
    for (let round = 0; round < stage.pick(2, 20); round++) {
      await stage.pause(stage.random.whole(100, 300));
      await move(cluster, slot, at, (at + 1) % 3);
      at = (at + 1) % 3;
      quiet.add(await play.goesOn(undefined, enough));
    }
    return play.finish(() => `silence ${ms(stage.delays.max())}, writers ${ms(quiet.max())}`);
  },
};

/** 37: the node that carried a subscription is master no more, and says nothing from then on. */
export const detached: Scenario = {
  number: 37,
  name: "subscriber on a detached node",
  invariants: ["A", "D"],
  kinds,
  run: async (stage) => {
    const { cluster, template } = await clustered(stage, 1);
    const { play } = await apart(stage, template, { streams: 6 });
    for (let round = 0; round < stage.pick(1, 6); round++) {
      await stage.pause(400);
      const at = round % 3;
      const copies = [cluster.replicas[at], cluster.masters[at]];
      const next = copies[Math.floor(round / 3) % 2];
      if (next) await command(next.port, ["CLUSTER", "FAILOVER", "TAKEOVER"]);
      await play.goesOn(undefined, enough);
    }
    return play.finish(() => `noticed in ${ms(stage.delays.max())}`);
  },
};
