import { randomBytes } from "node:crypto";
import { createStreams, type Streams } from "@segno/core";
import { redisSortedSet, redisStreams } from "@segno/redis";
import { startCluster } from "@segno/tools/servers";
import { ownServers, redisUrl, uniquePrefix } from "@segno/tools/test-redis";
import { Cluster, Redis } from "ioredis";
import { describe, expect, onTestFinished, test } from "vitest";
import { createKeys } from "../src/keys.ts";
import { opened, template } from "./support/opened.ts";
import { streamId } from "./support/writing.ts";

type Said = { readonly text: string };

const plain = (): Redis => {
  const admin = new Redis(redisUrl());
  onTestFinished(() => admin.disconnect());
  return admin;
};

/** All that one key holds, whatever it is. */
const contentOf = async (admin: Redis, key: string): Promise<unknown> => {
  switch (await admin.type(key)) {
    case "hash":
      return admin.hgetall(key);
    case "stream":
      return [await admin.xrange(key, "-", "+"), await admin.call("XINFO", "STREAM", key, "FULL")];
    case "zset":
      return admin.call("ZRANGE", key, "0", "-1", "WITHSCORES");
    case "set":
      return admin.smembers(key);
    case "list":
      return admin.lrange(key, 0, -1);
    case "string":
      return admin.get(key);
    default:
      return null;
  }
};

/** Every key under a prefix, tenants' too, with all that it holds, as one text. */
const everythingUnder = async (admins: readonly Redis[], prefix: string): Promise<string> => {
  const all: unknown[] = [];
  for (const admin of admins) {
    let cursor = "0";
    do {
      const [next, keys] = await admin.scan(cursor, "MATCH", `${prefix}*`, "COUNT", 1000);
      for (const key of keys) all.push([key, await contentOf(admin, key)]);
      cursor = next;
    } while (cursor !== "0");
  }
  return JSON.stringify(all);
};

type Person = { readonly name: string; readonly secrets: readonly string[] };

/** Everything that is kept of a person: streams that live and have ended, places as a reader, groups' dead letters. */
const busy = async (streams: Streams<Said>, hasGroups: boolean): Promise<Person> => {
  const secret = randomBytes(8).toString("hex");
  const name = `person ${secret}`;
  const text = `text of ${secret}`;
  const options = { owner: name, kind: "chat", metadata: { about: secret } };
  for (const id of [`${secret}-1`, `${secret}-2`]) {
    await streams.run(id, options, (run) => run.write({ text }));
  }
  const writer = await streams.start(`${secret}-3`, options);
  await writer.write({ text });
  const { position } = await streams.describe(`${secret}-1`);
  await streams.ack(`${secret}-1`, name, position);
  if (hasGroups) {
    const work = streams.consume(`${secret}-2`, { group: "archive", consumer: secret });
    for await (const delivery of work) {
      await delivery.ack();
      break;
    }
  }
  return { name, secrets: [secret, name, text] };
};

const program = async (
  streams: Streams<Said>,
  admins: readonly Redis[],
  prefix: string,
  hasGroups: boolean,
): Promise<void> => {
  const ann = await busy(streams, hasGroups);
  const bob = await busy(streams, hasGroups);
  const [secret = ""] = bob.secrets;
  const { position } = await streams.describe(`${secret}-1`);
  await streams.ack(`${secret}-1`, ann.name, position);
  const before = await everythingUnder(admins, prefix);
  for (const one of [...ann.secrets, ...bob.secrets]) expect(before).toContain(one);
  const receipt = await streams.erase({ owner: ann.name });
  expect(receipt).toMatchObject({ complete: true, counts: { streams: 3, live: 1 } });
  expect(receipt.counts.beside).toEqual({ places: 1 });
  const after = await everythingUnder(admins, prefix);
  for (const one of ann.secrets) expect(after).not.toContain(one);
  for (const one of bob.secrets) expect(after).toContain(one);
  const indexes = (text: string) => [...text.matchAll(/\{!o:[^}]*\}/g)].map(([name]) => name);
  expect(indexes(before)).toHaveLength(2);
  expect(indexes(after)).toHaveLength(1);
};

describe.each(["streams", "sorted set"] as const)(
  "the whole store after an erasure, %s",
  (kind) => {
    test("has neither the person's name nor ids nor texts, and all of another's", async () => {
      const { adapter, prefix } = opened({ kind });
      const streams = createStreams<Said>(adapter);
      onTestFinished(() => streams.close());
      await program(streams, [plain()], prefix, kind === "streams");
    });

    test("the same for a tenant's, and the root's person of that name stays", async () => {
      const { adapter, prefix } = opened({ kind });
      const streams = createStreams<Said>(adapter);
      onTestFinished(() => streams.close());
      const tenant = streams.forTenant("ada");
      await program(tenant, [plain()], `${prefix}@ada`, kind === "streams");
      const person = await busy(streams, false);
      expect((await tenant.erase({ owner: person.name })).streams).toEqual([]);
      expect((await streams.list({ owner: person.name })).streams).toHaveLength(3);
    });
  },
);

describe.skipIf(!ownServers)("the whole of a cluster after an erasure", () => {
  test.each([
    ["streams", redisStreams],
    ["sorted set", redisSortedSet],
  ] as const)("%s", async (kind, open) => {
    const cluster = await startCluster();
    onTestFinished(() => cluster.stop());
    const nodes = cluster.masters.map(({ port }) => ({ host: "127.0.0.1", port }));
    const admins = cluster.masters.map(({ url }) => new Redis(url));
    onTestFinished(() => admins.forEach((admin) => void admin.disconnect()));
    const prefix = uniquePrefix();
    const streams = createStreams<Said>(
      open(new Cluster(nodes, { lazyConnect: true }), { prefix }),
    );
    onTestFinished(() => streams.close());
    await program(streams, admins, prefix, kind === "streams");
  });

  test("a start that may still come is waited for; one that never comes is named by no receipt as erased", async () => {
    const cluster = await startCluster();
    onTestFinished(() => cluster.stop());
    const nodes = cluster.masters.map(({ port }) => ({ host: "127.0.0.1", port }));
    const prefix = uniquePrefix();
    const redis = new Cluster(nodes, { lazyConnect: true });
    const adapter = redisStreams(redis, { prefix });
    const quick = { giveUpMs: 500, leaseMs: 2_000, graceMs: 1_000 };
    const streams = createStreams<Said>({ ...adapter, ...quick });
    onTestFinished(() => streams.close());
    const admin = new Cluster(nodes);
    onTestFinished(() => admin.disconnect());
    const index = createKeys(prefix).owner("ann");
    const now = Math.floor(Date.now() / 1000);
    await admin.hset(index, streamId(), `${now + 600} ${now + 600} 01ARZ3NDEKTSV4RRFFQ69G5FAV`);
    expect(await streams.erase({ owner: "ann" })).toMatchObject({ complete: false, streams: [] });
    await admin.del(index);
    await admin.hset(index, streamId(), `${now + 600} ${now - 1} 01ARZ3NDEKTSV4RRFFQ69G5FAV`);
    expect(await streams.erase({ owner: "ann" })).toMatchObject({ complete: true, streams: [] });
    expect(await admin.exists(index)).toBe(0);
  });
});

test("what lost its index is found by an erasure everywhere, and by no other", async () => {
  const { adapter, prefix } = opened();
  const streams = createStreams<Said>(adapter);
  onTestFinished(() => streams.close());
  const admin = template();
  await streams.run("a", { owner: "ann" }, () => {});
  await admin.unlink(createKeys(prefix).owner("ann"));
  expect((await streams.erase({ owner: "ann" })).streams).toEqual([]);
  const receipt = await streams.erase({ owner: "ann", everywhere: true });
  expect(receipt.streams).toEqual(["a"]);
});

test("an erasure that died between a removal and its index leaves nothing for the next to trip over", async () => {
  const { adapter, prefix } = opened();
  const streams = createStreams<Said>(adapter);
  onTestFinished(() => streams.close());
  const admin = template();
  const keys = createKeys(prefix);
  for (const id of ["a", "b"]) await streams.run(id, { owner: "ann" }, () => {});
  await admin.unlink(keys.head(streamId("a")), keys.log(streamId("a")));
  expect((await streams.erase({ owner: "ann" })).streams).toEqual(["b"]);
  expect(await admin.keys(`${prefix}*`)).toEqual([]);
});
