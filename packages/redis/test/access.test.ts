import { isRight } from "@segno/core";
import { accessRules } from "@segno/redis";
import { startCluster, startRedis } from "@segno/tools/servers";
import { ownServers } from "@segno/tools/test-redis";
import { Cluster, Redis } from "ioredis";
import { describe, expect, onTestFinished, test } from "vitest";
import { redisSortedSet, redisStreams } from "../src/index.ts";
import { createKeys } from "../src/keys.ts";
import { opened, template } from "./support/opened.ts";
import { entriesOf, nextUlid, startProducer, streamId, until } from "./support/writing.ts";

const user = ["least", "on", ">secret"];

describe.skipIf(!ownServers)("the least rights", () => {
  test.each([
    ["streams", 6],
    ["sorted set", 6],
    ["streams", 5],
  ] as const)("are enough for %s, ioredis %s, and reach nothing else", async (kind, major) => {
    const server = await startRedis();
    onTestFinished(() => server.stop());
    const admin = template(6, {}, server.url);
    await admin.call("ACL", "SETUSER", ...user, ...accessRules({ prefix: "p[1]" }));
    const client = { username: "least", password: "secret" };
    const { adapter, store, notifier } = opened({
      kind,
      major,
      url: server.url,
      prefix: "p[1]",
      client,
    });
    const id = streamId();
    const heard: string[] = [];
    const subscription = await notifier.subscribe(id, "events", ({ _tag }) => heard.push(_tag));
    const producer = await startProducer(store, id);
    await producer.write("a");
    const place = {
      _tag: "after",
      incarnation: producer.call,
      epoch: 1,
      offset: 1,
      producer: producer.call,
    } as const;
    expect(await store.append(id, { entries: ["a"] }, place)).toMatchObject({
      right: { duplicate: true },
    });
    await producer.end();
    expect(await entriesOf(store, id)).toEqual(["1:started", "2:a", "3:completed"]);
    await store.expiry(id);
    expect((await adapter.catalogue.list({ limit: 1000 })).streams).toHaveLength(1);
    await notifier.publish(id, "events", { _tag: "removed", incarnation: nextUlid() });
    await until(() => heard.length === 4);
    await subscription.close();
    expect(isRight(await store.remove(id, producer.call))).toBe(true);
    expect(await admin.call("ACL", "LOG")).toEqual([]);

    const other = opened({ kind, major, url: server.url, prefix: "q", client });
    await expect(other.store.head(id)).rejects.toMatchObject({ code: "store-unavailable" });
    const forbidden = other.notifier.subscribe(id, "events", () => {});
    await expect(forbidden).rejects.toMatchObject({ code: "store-unavailable" });
  });

  test("are one tenant's, whatever the tenants are called", async () => {
    const server = await startRedis();
    onTestFinished(() => server.stop());
    const admin = template(6, {}, server.url);
    const id = streamId();
    const tenants = [
      "a",
      "a:",
      "a:b",
      "b",
      "a*",
      "*",
      "?",
      "[ab]",
      "[^b]",
      "a-z",
      "\\",
      "\\*",
      "a\"'",
    ];
    for (const tenant of [undefined, ...tenants]) {
      const { store } = opened({ url: server.url, prefix: "p", ...(tenant ? { tenant } : {}) });
      await startProducer(store, id);
    }
    for (const [i, tenant] of tenants.entries()) {
      const username = `tenant-${i}`;
      const rules = accessRules({ prefix: `p:${tenant}` });
      await admin.call("ACL", "SETUSER", username, "on", ">secret", ...rules);
      const client = { username, password: "secret" };
      const own = opened({ url: server.url, prefix: "p", tenant, client });
      expect((await own.store.head(id)).head?.offset).toBe(1);
      await (await own.notifier.subscribe(id, "events", () => {})).close();
      const { redis } = own;
      for (const other of [undefined, ...tenants.filter((one) => one !== tenant)]) {
        const keys = createKeys("p", other);
        const refused = { message: expect.stringMatching(/^NOPERM/) };
        await expect(redis.hmget(keys.head(id), "x")).rejects.toMatchObject(refused);
        await expect(redis.xrange(keys.log(id), "-", "+")).rejects.toMatchObject(refused);
        await expect(redis.publish(keys.channel(id, "events"), "")).rejects.toMatchObject(refused);
        const script = "return redis.call('HMGET', ARGV[1], 'x')";
        await expect(redis.eval(script, 0, keys.head(id))).rejects.toThrow(/can't access/);
      }
    }
  });

  test.each(["", "a b", "a:{b", "a}", "a\n"])("are for no prefix %j", (prefix) => {
    const refused = expect.objectContaining({ name: "SegnoError", code: "invalid-options" });
    expect(() => accessRules({ prefix })).toThrow(refused);
  });

  test("are enough for a cluster", async () => {
    const cluster = await startCluster();
    onTestFinished(() => cluster.stop());
    for (const { url } of cluster.masters) {
      const admin = new Redis(url);
      await admin.call("ACL", "SETUSER", ...user, ...accessRules({ cluster: true }));
      admin.disconnect();
    }
    const nodes = cluster.masters.map(({ port }) => ({ host: "127.0.0.1", port }));
    for (const open of [redisStreams, redisSortedSet]) {
      const redis = new Cluster(nodes, {
        lazyConnect: true,
        redisOptions: { username: "least", password: "secret" },
      });
      const adapter = open(redis);
      onTestFinished(() => adapter.close());
      const heard: string[] = [];
      for (let i = 0; i < 10; i++) {
        const id = streamId();
        await adapter.notifier.subscribe(id, "events", ({ _tag }) => heard.push(_tag));
        const producer = await startProducer(adapter.store, id);
        await producer.write("a");
      }
      await until(() => heard.length === 20);
      expect((await adapter.catalogue.list({ limit: 1000 })).streams.length).toBeGreaterThan(0);
      await adapter.close();
    }
  });
});
