import { setTimeout as pause } from "node:timers/promises";
import { noStream } from "@segno/core";
import { redisStreams } from "@segno/redis";
import { startProxy } from "@segno/tools/proxy";
import { startRedis } from "@segno/tools/servers";
import { ownServers, redisUrl, uniquePrefix } from "@segno/tools/test-redis";
import { describe, expect, onTestFinished, test } from "vitest";
import { opened, template } from "./support/opened.ts";
import { entriesOf, startBatch, startProducer, streamId, until } from "./support/writing.ts";

const port = () => Number(new URL(redisUrl()).port);

const proxied = async () => {
  const proxy = await startProxy(port());
  onTestFinished(() => proxy.close());
  return { proxy, url: `redis://127.0.0.1:${proxy.port}` };
};

const elapsed = async (promise: Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await promise.catch(() => {});
  return performance.now() - from;
};

/** Blocks this thread, as a long computation would. */
const block = (ms: number): void => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

describe.each([6, 5] as const)("connections, ioredis %s", (major) => {
  test("the template is never touched: its status, listeners and connection stay as they were", async () => {
    const redis = template(major, { lazyConnect: true });
    const listeners = redis.eventNames().map((name) => [name, redis.listenerCount(name)]);
    const adapter = redisStreams(redis, { prefix: uniquePrefix() });
    const producer = await startProducer(adapter.store);
    await adapter.notifier.subscribe(producer.id, "events", () => {});
    await adapter.close();
    expect(redis.status).toBe("wait");
    expect(redis.eventNames().map((name) => [name, redis.listenerCount(name)])).toEqual(listeners);
    expect(await redis.ping()).toBe("PONG");
  });

  test("a lazy template: nothing is dialled before the first use", async () => {
    const { proxy, url } = await proxied();
    const { store } = opened({ major, url, client: { lazyConnect: true } });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(proxy.connections.accepted).toBe(0);
    await startProducer(store);
    expect(proxy.connections.accepted).toBe(1);
  });

  test("two connections, whatever the number of streams, and none after close", async () => {
    const { proxy, url } = await proxied();
    const { adapter, store, notifier } = opened({ major, url, client: { lazyConnect: false } });
    await Promise.all(
      Array.from({ length: 50 }, async () => {
        const { id, write } = await startProducer(store);
        await notifier.subscribe(id, "events", () => {});
        await write("a");
      }),
    );
    // The template, which is not lazy here, and our two.
    await until(() => proxy.connections.open === 3);
    await adapter.close();
    await adapter.close();
    await until(() => proxy.connections.open === 1);
    await expect(store.head(streamId())).rejects.toMatchObject({ code: "closed" });
    await expect(notifier.subscribe(streamId(), "events", () => {})).rejects.toMatchObject({
      code: "closed",
    });
  });

  test("closing leaves neither sockets nor timers, whatever was under way", async () => {
    const held = () =>
      process.getActiveResourcesInfo().filter((name) => /Timeout|TCPSocket|Immediate/.test(name))
        .length;
    await pause(150);
    const before = held();
    for (let i = 0; i < 5; i++) {
      const { adapter, store, notifier } = opened({ major });
      const pending = [
        startProducer(store),
        notifier.subscribe(streamId(), "events", () => {}),
        adapter.catalogue.list({ limit: 1 }),
      ];
      if (i % 2) await Promise.all(pending);
      await adapter.close();
      const settled = await Promise.allSettled(pending);
      if (i % 2 === 0) expect(settled.map(({ status }) => status)).not.toContain("fulfilled");
    }
    await until(() => held() <= before);
  });

  test("a key prefix of the template is honoured, on keys and channels alike", async () => {
    const own = uniquePrefix();
    const { store, notifier, prefix } = opened({ major, client: { keyPrefix: `${own}:` } });
    const heard: unknown[] = [];
    const id = streamId();
    await notifier.subscribe(id, "events", (notice) => heard.push(notice));
    await startProducer(store, id);
    const plain = template(major);
    expect(await plain.exists(`${own}:${prefix}:{${id}}:m`)).toBe(1);
    await until(() => heard.length === 1);
  });

  test("a server that is down: refused within the deadline, and used once it is there", async () => {
    const { proxy, url } = await proxied();
    await proxy.refuse(true);
    const { store, notifier } = opened({ major, url, commandTimeoutMs: 300 });
    const start = store.append(streamId(), startBatch(), noStream);
    expect(await elapsed(start)).toBeLessThan(2000);
    await expect(start).rejects.toMatchObject({
      name: "SegnoError",
      code: "store-unavailable",
      cause: expect.objectContaining({ code: "ECONNREFUSED" }),
    });
    const subscription = notifier.subscribe(streamId(), "events", () => {});
    expect(await elapsed(subscription)).toBeLessThan(2000);
    await expect(subscription).rejects.toMatchObject({ code: "store-unavailable" });
    await proxy.refuse(false);
    await until(() =>
      store.head(streamId()).then(
        () => true,
        () => false,
      ),
    );
  });

  test("a connection that closes under a call refuses it at once, and what follows waits for the next", async () => {
    const { proxy, url } = await proxied();
    const { store } = opened({ major, url });
    const producer = await startProducer(store);
    proxy.dropReplies(true);
    const place = producer.place();
    const lost = store.append(producer.id, { entries: ["a"] }, place);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const refused = elapsed(lost);
    proxy.reset();
    await expect(lost).rejects.toMatchObject({ code: "store-unavailable" });
    expect(await refused).toBeLessThan(1500);
    proxy.dropReplies(false);
    const again = await store.append(producer.id, { entries: ["a"] }, place);
    expect(again).toMatchObject({ right: { duplicate: true, place: { offset: 2 } } });
  });

  test("a dead connection that looks open is noticed within 2 s, on both of ours", async () => {
    const { proxy, url } = await proxied();
    const { store, notifier } = opened({ major, url, commandTimeoutMs: 10_000 });
    const heard: string[] = [];
    const producer = await startProducer(store);
    await notifier.subscribe(producer.id, "events", ({ _tag }) => heard.push(_tag));
    proxy.blackhole(true);
    const append = store.append(producer.id, { entries: ["a"] }, producer.place());
    const noticed = elapsed(append);
    await new Promise((resolve) => setTimeout(resolve, 1950));
    expect(await noticed).toBeLessThan(2000);
    await expect(append).rejects.toMatchObject({ code: "store-unavailable" });
    proxy.blackhole(false);
    await until(() => heard.includes("interrupted"));
    await until(() =>
      store.head(producer.id).then(
        () => true,
        () => false,
      ),
    );
    // What the hole had swallowed was delivered after all.
    expect(await producer.write("a")).toMatchObject({ place: { offset: 2 } });
    await producer.write("b");
    await until(() => heard.includes("appended"));
  });

  test("a handshake that is never answered is given up", async () => {
    const { proxy, url } = await proxied();
    proxy.blackhole(true);
    const { store } = opened({ major, url, commandTimeoutMs: 500 });
    await expect(store.head(streamId())).rejects.toMatchObject({ code: "store-unavailable" });
    await until(() => proxy.connections.accepted >= 2);
    proxy.blackhole(false);
    await until(() =>
      store.head(streamId()).then(
        () => true,
        () => false,
      ),
    );
  });

  test("a blocked event loop is no dead connection", async () => {
    const { proxy, url } = await proxied();
    const { store, notifier } = opened({ major, url, commandTimeoutMs: 300, watchdogMs: 600 });
    const producer = await startProducer(store);
    const heard: string[] = [];
    await notifier.subscribe(producer.id, "events", ({ _tag }) => heard.push(_tag));
    const { accepted } = proxy.connections;
    for (let i = 0; i < 3; i++) {
      const append = producer.write(`${i}`);
      // Sent, and answered while nobody is there to read it.
      await new Promise((resolve) => setImmediate(resolve));
      block(1000);
      await append;
    }
    expect(proxy.connections.accepted).toBe(accepted);
    expect(heard).not.toContain("interrupted");
  });

  test("a slow link is no dead connection: any byte that moves is a sign of life", async () => {
    const { proxy, url } = await proxied();
    const { store } = opened({ major, url, watchdogMs: 300 });
    const producer = await startProducer(store);
    const { accepted } = proxy.connections;
    proxy.splitBytes(true);
    await producer.write("x".repeat(4000));
    await entriesOf(store, producer.id);
    expect(proxy.connections.accepted).toBe(accepted);
  });
});

test.skipIf(!ownServers)(
  "a server that comes back without its scripts and streams is used again",
  async () => {
    const server = await startRedis();
    onTestFinished(() => server.stop());
    const { store } = opened({ url: server.url });
    await startProducer(store);
    await server.restart();
    await until(() =>
      startProducer(store).then(
        () => true,
        () => false,
      ),
    );
  },
);
