import { createStreams, type Streams } from "@segno/core";
import { type RedisWarning, redisSortedSet, redisStreams } from "@segno/redis";
import { describeAdapter } from "@segno/testkit/vitest";
import { startProxy } from "@segno/tools/proxy";
import { command, type RedisServer, startCluster, startRedis } from "@segno/tools/servers";
import { ownServers, uniquePrefix } from "@segno/tools/test-redis";
import { Cluster, Redis } from "ioredis";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { type OpenOptions, opened } from "./support/opened.ts";

const until = async (holds: () => Promise<boolean>): Promise<void> => {
  const deadline = performance.now() + 20_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error("it never came to be");
    await pause(20);
  }
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

type Pair = {
  readonly master: RedisServer;
  readonly replica: RedisServer;
  /** Between the two: nothing passes, as long as it is so. */
  readonly part: (parted: boolean) => void;
  readonly stop: () => Promise<void>;
};

/** A server, and a replica in step with it. */
const startPair = async (): Promise<Pair> => {
  const master = await startRedis();
  const proxy = await startProxy(master.port);
  const replica = await startRedis({ config: { replicaof: ["127.0.0.1", `${proxy.port}`] } });
  await until(async () =>
    String(await command(master.port, ["INFO", "replication"])).includes("state=online"),
  );
  const stop = async (): Promise<void> => {
    await replica.stop();
    await proxy.close();
    await master.stop();
  };
  return { master, replica, part: (parted) => proxy.blackhole(parted), stop };
};

const ownPair = async (): Promise<Pair> => {
  const pair = await startPair();
  onTestFinished(pair.stop);
  return pair;
};

const serve = (url: string, options: OpenOptions = {}): Streams<string> => {
  const { adapter } = opened({ url, durability: "replicated", ...options });
  const streams = createStreams<string>({ ...adapter, commandTimeoutMs: 1_500 });
  onTestFinished(() => streams.close());
  return streams;
};

/** How many of the stream's events that server has. */
const countOn = async ({ port }: RedisServer, prefix: string, id: string): Promise<number> =>
  Number(await command(port, ["HGET", `${prefix}:{${id}}:m`, "o"]));

const said = async (streams: Streams<string>, id: string): Promise<readonly string[]> => {
  const { events } = await streams.read(id);
  return events.flatMap((event) => (event.type === "chunk" ? [event.data] : []));
};

describe.skipIf(!ownServers)("durability: replicated", () => {
  test.each([5, 6] as const)("on ioredis %i, a write waits for a replica", async (major) => {
    const { master, replica, part } = await ownPair();
    const prefix = uniquePrefix();
    const streams = serve(master.url, { prefix, major });
    const writer = await streams.start("s");
    await writer.write("one");
    expect(await countOn(replica, prefix, "s")).toBe(2);

    part(true);
    let isDurable = false;
    const written = writer.write("two").then((position) => {
      isDurable = true;
      return position;
    });
    await until(async () => (await countOn(master, prefix, "s")) === 3);
    // Longer than one WAIT: what was answered with none is sent again, and none of it is stored twice.
    await pause(1_000);
    expect(isDurable).toBe(false);

    part(false);
    expect(await written).toBe(writer.position);
    await writer.complete();
    expect(await countOn(replica, prefix, "s")).toBe(4);
    expect(await said(streams, "s")).toEqual(["one", "two"]);
  });

  test.each(["replicated", "stored"] as const)(
    "%s: what is acknowledged while a replica lags, and is there when that is promoted",
    async (durability) => {
      const { master, replica, part } = await ownPair();
      const prefix = uniquePrefix();
      const streams = serve(master.url, { prefix, durability });
      const writer = await streams.start("s");
      await writer.write("first");
      part(true);
      let acknowledged = 2;
      for (const word of ["some", "more", "words"]) {
        writer.write(word).then(
          () => acknowledged++,
          () => {},
        );
      }
      await until(async () => (await countOn(master, prefix, "s")) === 5);
      await pause(300);
      await master.kill();
      await command(replica.port, ["REPLICAOF", "NO", "ONE"]);
      const kept = await countOn(replica, prefix, "s");
      expect(acknowledged <= kept).toBe(durability === "replicated");
      await streams.close().catch(() => {});
    },
  );

  test("a connection that is cut while it waits: what it wrote is sent again, and stored once", async () => {
    const { master, replica, part } = await ownPair();
    const prefix = uniquePrefix();
    const streams = serve(master.url, { prefix });
    const writer = await streams.start("s");
    part(true);
    const written = writer.write("once");
    await until(async () => (await countOn(master, prefix, "s")) === 2);
    await command(master.port, ["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]);
    await pause(100);
    part(false);
    await written;
    expect(await countOn(replica, prefix, "s")).toBe(2);
    await writer.complete();
    expect(await said(streams, "s")).toEqual(["once"]);
  });

  test("many streams at once wait together", async () => {
    const { master } = await ownPair();
    const streams = serve(master.url);
    const writers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => streams.start(`many-${n}`)),
    );
    await command(master.port, ["CONFIG", "RESETSTAT"]);
    await Promise.all(writers.map((writer) => writer.write("at once")));
    const stats = String(await command(master.port, ["INFO", "commandstats"]));
    const calls = Number(/cmdstat_wait:calls=(\d+)/.exec(stats)?.[1]);
    expect(calls).toBeGreaterThan(0);
    expect(calls).toBeLessThan(25);
    await Promise.all(writers.map((writer) => writer.complete()));
  });

  test("a sign of life waits for nobody", async () => {
    const { master, part } = await ownPair();
    const prefix = uniquePrefix();
    const { adapter } = opened({ url: master.url, prefix, durability: "replicated" });
    const short = { leaseMs: 800, heartbeatMs: 100, graceMs: 400 };
    const streams = createStreams<string>({ ...adapter, ...short });
    onTestFinished(() => streams.close());
    const writer = await streams.start("alive");
    part(true);
    const looks: string[] = [];
    for (let n = 0; n < 8; n++) {
      await pause(250);
      looks.push((await streams.describe("alive")).status);
    }
    expect(new Set(looks)).toEqual(new Set(["active"]));
    part(false);
    await writer.complete();
  });

  test("without a replica: said at the first connection, and a start is refused by what is missing", async () => {
    const master = await startRedis();
    onTestFinished(() => master.stop());
    const warnings: RedisWarning[] = [];
    const streams = serve(master.url, { onWarning: (warning) => warnings.push(warning) });
    await expect(streams.start("s")).rejects.toMatchObject({
      code: "store-unavailable",
      message: expect.stringContaining("No replica"),
    });
    expect(warnings.map(({ code }) => code)).toContain("no-replica");
  });

  test("on a cluster, WAIT goes to the node of the stream", async () => {
    const cluster = await startCluster({ replicas: 1 });
    onTestFinished(() => cluster.stop());
    const nodes = cluster.masters.map(({ port }) => ({ host: "127.0.0.1", port }));
    const client = new Cluster(nodes, { lazyConnect: true });
    const adapter = redisStreams(client, { durability: "replicated", prefix: uniquePrefix() });
    const streams = createStreams<string>({ ...adapter });
    onTestFinished(() => streams.close());
    for (let n = 0; n < 12; n++) {
      await streams.run(`c-${n}`, async (run) => void (await run.write("there")));
      expect(await said(streams, `c-${n}`)).toEqual(["there"]);
    }
    const waits = await Promise.all(
      cluster.masters.map(async ({ port }) => {
        const stats = String(await command(port, ["INFO", "commandstats"]));
        return Number(/cmdstat_wait:calls=(\d+)/.exec(stats)?.[1] ?? 0);
      }),
    );
    expect(Math.min(...waits)).toBeGreaterThan(0);
    expect(waits.reduce((sum, calls) => sum + calls)).toBe(36);
  });
});

test("another durability is refused by its name", () => {
  const redis = new Redis({ lazyConnect: true });
  for (const open of [redisStreams, redisSortedSet]) {
    expect(() => open(redis, { durability: "always" as never })).toThrow(
      "durability is always: it takes one of stored, replicated.",
    );
  }
});

describe.skipIf(!ownServers)("the laws where a replica is waited for", () => {
  let pair: Promise<Pair> | undefined;
  afterAll(async () => {
    await (await pair)?.stop();
  });

  describeAdapter("redisStreams, replicated", async () => {
    pair ??= startPair();
    const { master } = await pair;
    const redis = new Redis(master.url);
    // The laws of a store try nothing twice, so a WAIT is given time, which it has with a patient watchdog.
    const adapter = redisStreams(redis, {
      prefix: uniquePrefix(),
      durability: "replicated",
      watchdogMs: 15_000,
    });
    return {
      adapter,
      close: async () => {
        await adapter.close();
        redis.disconnect();
      },
    };
  });
});
