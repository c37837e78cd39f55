import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { isLeft, isRight, systemClock } from "@segno/core";
import { redisStreams } from "@segno/redis";
import { type Cluster as Servers, startCluster } from "@segno/tools/servers";
import { ownServers } from "@segno/tools/test-redis";
import { Cluster, Redis } from "ioredis";
import { Cluster as Cluster5 } from "ioredis5";
import { describe, expect, onTestFinished, test } from "vitest";
import { connectCluster } from "../src/connection/connect.ts";
import { slotOf } from "../src/slot.ts";
import { entriesOf, startProducer, until } from "./support/writing.ts";

const clients = { 5: Cluster5, 6: Cluster } as const;

const servers = async (replicas: 0 | 1): Promise<Servers> => {
  const cluster = await startCluster({ replicas });
  onTestFinished(() => cluster.stop());
  return cluster;
};

const opened = (cluster: Servers, major: 5 | 6) => {
  const nodes = cluster.masters.map(({ port }) => ({ host: "127.0.0.1", port }));
  const adapter = redisStreams(new clients[major](nodes, { lazyConnect: true }));
  onTestFinished(() => adapter.close());
  return adapter;
};

/** Writes all the time, listens, and notes what was missed without a word. */
const busy = async (adapter: ReturnType<typeof opened>, name: string) => {
  const { store, notifier } = adapter;
  const producer = await startProducer(store, name as Parameters<typeof store.head>[0]);
  const state = { heard: 0, gaps: 0, told: 0, refused: 0, running: true };
  let last = 1;
  await notifier.subscribe(producer.id, "events", (notice) => {
    if (notice._tag === "interrupted") {
      state.told += 1;
      last = Number.NaN;
    } else if (notice._tag === "appended") {
      state.heard += 1;
      if (!Number.isNaN(last) && notice.first > last + 1) state.gaps += 1;
      // A master that thaws may still say old things.
      last = Number.isNaN(last) ? notice.last : Math.max(last, notice.last);
    }
  });
  const writing = (async () => {
    for (let i = 2; state.running; i++) {
      await until(
        () =>
          producer.write(`${i}`).then(
            () => true,
            () => {
              state.refused += 1;
              return false;
            },
          ),
        20_000,
      );
      await pause(2);
    }
  })();
  const stop = async (): Promise<string[]> => {
    state.running = false;
    await writing;
    return entriesOf(store, producer.id);
  };
  return { producer, state, stop };
};

const inOrder = (entries: readonly string[]): readonly string[] =>
  entries.map((_, i) => (i === 0 ? "1:started" : `${i + 1}:${i + 1}`));

describe.skipIf(!ownServers).each([6, 5] as const)("a cluster in trouble, ioredis %s", (major) => {
  test("a slot that moves takes its streams and subscriptions along", async () => {
    const cluster = await servers(0);
    const adapter = opened(cluster, major);
    const moved = await busy(adapter, "moved");
    const others = await Promise.all(["a", "b", "c"].map((name) => busy(adapter, name)));
    const slot = slotOf("{moved}");
    const admins = cluster.masters.map(({ port }) => new Redis(port, "127.0.0.1"));
    onTestFinished(() => admins.forEach((admin) => void admin.disconnect()));
    const ids = await Promise.all(admins.map((admin) => admin.call("CLUSTER", "MYID")));
    const held = await Promise.all(admins.map((admin) => admin.cluster("COUNTKEYSINSLOT", slot)));
    let from = held.findIndex((count) => count > 0);
    for (let round = 0; round < 4; round++) {
      const to = (from + 1) % 3;
      const { heard, told } = moved.state;
      const [source, target] = [admins[from], admins[to]];
      await target?.call("CLUSTER", "SETSLOT", slot, "IMPORTING", String(ids[from]));
      await source?.call("CLUSTER", "SETSLOT", slot, "MIGRATING", String(ids[to]));
      const keys = (await source?.cluster("GETKEYSINSLOT", slot, 10)) ?? [];
      const port = cluster.masters[to]?.port ?? 0;
      await source?.call("MIGRATE", "127.0.0.1", port, "", 0, 5000, "KEYS", ...keys);
      for (const admin of [target, source, ...admins]) {
        await admin?.call("CLUSTER", "SETSLOT", slot, "NODE", String(ids[to]));
      }
      from = to;
      await until(() => moved.state.told > told && moved.state.heard > heard + 10);
    }
    for (const { state, stop } of [moved, ...others]) {
      const entries = await stop();
      expect(entries).toEqual(inOrder(entries));
      expect(state).toMatchObject({ gaps: 0, refused: 0 });
    }
  });

  test("a master that is killed, or hangs, is replaced by its replica", async () => {
    const cluster = await servers(1);
    const adapter = opened(cluster, major);
    const streams = await Promise.all(
      Array.from({ length: 12 }, (_, i) => busy(adapter, `stream-${i}`)),
    );
    if (major === 6) await cluster.masters[1]?.kill();
    else cluster.masters[1]?.pause();
    const counts = streams.map(({ state }) => state.heard);
    await pause(500);
    await until(
      () => streams.every(({ state }, i) => state.heard > (counts[i] ?? 0) + 200),
      12_000,
    );
    if (major === 5) cluster.masters[1]?.resume();
    expect(streams.filter(({ state }) => state.told > 0).length).toBeGreaterThan(0);
    for (const { producer, state, stop } of streams) {
      state.running = false;
      const entries = await stop();
      expect(entries).toEqual(inOrder(entries));
      expect(state.gaps).toBe(0);
      const { head } = await adapter.store.head(producer.id);
      expect(head?.offset).toBe(entries.length);
    }
    const ids = new Set<string>();
    let cursor: string | null | undefined;
    do {
      const page = await adapter.catalogue.list({ limit: 5, ...(cursor ? { cursor } : {}) });
      for (const { id } of page.streams) ids.add(id);
      cursor = page.cursor;
    } while (cursor);
    expect(ids.size).toBe(12);
    const [one] = streams;
    if (!one) throw new Error("no stream");
    expect(isRight(await adapter.store.remove(one.producer.id, one.producer.call))).toBe(true);
    expect(isLeft(await adapter.store.read(one.producer.id, null, 1))).toBe(true);
  });

  test("a command whose connection closes under it is refused, and never sent again behind our back", async () => {
    const cluster = await servers(0);
    const nodes = cluster.masters.map(({ port }) => ({ host: "127.0.0.1", port }));
    const link = connectCluster(new clients[major](nodes, { lazyConnect: true }), {
      clock: systemClock,
      timeoutMs: 5_000,
      watchdogMs: 60_000,
      lazy: false,
    });
    onTestFinished(() => link.close());
    const count = "return redis.call('INCR', KEYS[1])";
    const slowly = `for i = 1, 2e7 do end ${count}`;
    expect(await link.call((client) => client.eval(count, 1, "{n}"))).toBe(1);
    const refused = link
      .call((client) => client.eval(slowly, 1, "{n}"))
      .then(
        () => "answered",
        (error) => error.code,
      );
    await pause(20);
    for (const node of link.client.nodes?.("all") ?? []) {
      (node.stream as Socket | undefined)?.destroy();
    }
    expect(await refused).toBe("store-unavailable");
    // Executed once, by the server that never got rid of the answer; longer than ioredis would have waited.
    await pause(500);
    let counted = 0;
    await until(() =>
      link
        .call((client) => client.eval(count, 1, "{n}"))
        .then(
          (value) => {
            counted = Number(value);
            return true;
          },
          () => false,
        ),
    );
    expect(counted).toBe(3);
  });
});
