import { isRight, left } from "@segno/core";
import { accessRules } from "@segno/redis";
import { startCluster, startRedis } from "@segno/tools/servers";
import { ownServers } from "@segno/tools/test-redis";
import fc from "fast-check";
import { Cluster, Redis } from "ioredis";
import { describe, expect, onTestFinished, test } from "vitest";
import { redisSortedSet, redisStreams } from "../src/index.ts";
import { createKeys } from "../src/keys.ts";
import { opened, template } from "./support/opened.ts";
import {
  entriesOf,
  nextUlid,
  readerId,
  startProducer,
  streamId,
  until,
} from "./support/writing.ts";

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
    const ann = readerId("ann");
    const seen = { incarnation: producer.call, epoch: 1, offset: 2 };
    const { cursors } = adapter;
    expect(isRight((await cursors?.advance(id, ann, seen, 5_000)) ?? left(null))).toBe(true);
    expect((await cursors?.read(id, ann))?.reading?.place).toEqual(seen);
    expect((await cursors?.forget(ann, { limit: 1000 }))?.streams).toEqual([id]);
    expect(await cursors?.remove(id, ann)).toBe(false);
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
      "@a",
    ];
    for (const tenant of [undefined, ...tenants]) {
      const { store } = opened({ url: server.url, prefix: "p", ...(tenant ? { tenant } : {}) });
      await startProducer(store, id);
    }
    for (const [i, tenant] of tenants.entries()) {
      const username = `tenant-${i}`;
      const rules = accessRules({ prefix: "p", tenant });
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

  test("are nobody else's, whatever prefixes and tenants are called", async () => {
    const server = await startRedis();
    onTestFinished(() => server.stop());
    const admin = template(6, {}, server.url);
    const names = fc.sample(fc.string({ unit: fc.constantFrom(..."ab:@*?[]^-\\~.é") }), 60);
    const pairs = ["p:a", "p", "p:a:b", ...names].flatMap((prefix) =>
      [undefined, "a", "a:b", "b", "*", ...names.slice(0, 5)].map((tenant) => ({
        prefix,
        ...(tenant !== undefined && { tenant }),
      })),
    );
    const users = pairs.flatMap(({ prefix, tenant }) => {
      try {
        const rules = accessRules({ prefix, ...(tenant !== undefined && { tenant }) });
        return [
          { rules, keys: createKeys(prefix, tenant), name: JSON.stringify([prefix, tenant]) },
        ];
      } catch {
        return [];
      }
    });
    const own = [...new Map(users.map((one) => [one.name, one])).values()];
    expect(own.length).toBeGreaterThan(100);
    for (const [i, { rules }] of own.entries()) {
      await admin.call("ACL", "SETUSER", `u${i}`, ...rules);
    }
    const id = streamId("a:b");
    for (const [i, { name }] of own.entries()) {
      const asking = admin.pipeline();
      for (const { keys } of own) {
        asking.call("ACL", "DRYRUN", `u${i}`, "HMGET", keys.head(id), "x");
        asking.call("ACL", "DRYRUN", `u${i}`, "PUBLISH", keys.channel(id, "events"), "");
      }
      const answers = (await asking.exec()) ?? [];
      const reached = answers.flatMap(([, answer], at) =>
        answer === "OK" ? [own[Math.floor(at / 2)]?.name] : [],
      );
      expect(reached).toEqual([name, name]);
    }
  });

  test("are for every tenant where that is asked for", async () => {
    const server = await startRedis();
    onTestFinished(() => server.stop());
    const admin = template(6, {}, server.url);
    await admin.call("ACL", "SETUSER", "all", ...accessRules({ prefix: "p", everyTenant: true }));
    const may = (prefix: string, tenant?: string) =>
      admin.call("ACL", "DRYRUN", "all", "HMGET", createKeys(prefix, tenant).head(streamId()), "x");
    for (const tenant of [undefined, "a", "a:b", "*"]) expect(await may("p", tenant)).toBe("OK");
    for (const other of ["p:a", "pp", "P"]) expect(await may(other, "a")).not.toBe("OK");
  });

  test.each(["", "a b", "a:{b", "a}", "a\n"])("are for no prefix or tenant %j", (name) => {
    const refused = expect.objectContaining({ name: "SegnoError", code: "invalid-options" });
    expect(() => accessRules({ prefix: name })).toThrow(refused);
    expect(() => accessRules({ tenant: name })).toThrow(refused);
    expect(() => accessRules({ tenant: null as never })).toThrow(refused);
    expect(() => accessRules({ tenant: "a", everyTenant: true })).toThrow(refused);
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
