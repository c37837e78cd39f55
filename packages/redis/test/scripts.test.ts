import { connect, createServer } from "node:net";
import { expiresAtOf } from "@segno/core";
import { redisUrl } from "@segno/tools/test-redis";
import { describe, expect, onTestFinished, test } from "vitest";
import { createKeys } from "../src/keys.ts";
import { opened, template } from "./support/opened.ts";
import { nextUlid, readerId, startProducer } from "./support/writing.ts";

/** Counts what the adapter sends: one write of ours is one request here, for nothing is sent before the answer. */
const counting = async () => {
  const counts = { requests: 0, answers: 0 };
  const target = Number(new URL(redisUrl()).port);
  const server = createServer((client) => {
    const upstream = connect(target, "127.0.0.1");
    let asked = false;
    client.on("data", (chunk) => {
      if (!asked) counts.requests += 1;
      asked = true;
      upstream.write(chunk);
    });
    upstream.on("data", (chunk) => {
      asked = false;
      counts.answers += 1;
      client.write(chunk);
    });
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return { counts, url: `redis://127.0.0.1:${port}` };
};

describe.each([
  ["streams", 6],
  ["sorted set", 6],
  ["streams", 5],
] as const)("scripts, %s, ioredis %s", (kind, major) => {
  test("an append is one round trip, and so are a start, a heartbeat, an ending and a page", async () => {
    const { counts, url } = await counting();
    // No PING among what is counted.
    const { store, adapter } = opened({ kind, major, url, watchdogMs: 60_000 });
    const { cursors } = adapter;
    const producer = await startProducer(store);
    const trips = async (action: () => Promise<unknown>): Promise<number> => {
      const before = counts.requests;
      await action();
      return counts.requests - before;
    };
    expect(await trips(() => startProducer(store))).toBe(1);
    expect(await trips(() => producer.write("a"))).toBe(1);
    expect(await trips(() => producer.write())).toBe(1);
    expect(await trips(() => producer.end())).toBe(1);
    expect(await trips(() => store.read(producer.id, null, 100))).toBe(1);
    expect(await trips(() => store.head(producer.id))).toBe(1);
    const place = { incarnation: producer.call, epoch: 1, offset: 1 };
    const [id, ann] = [producer.id, readerId("ann")];
    expect(await trips(async () => cursors?.advance(id, ann, place))).toBe(1);
    expect(await trips(async () => cursors?.read(id, ann))).toBe(1);
  });

  test("all keys expire at one instant, which is the head's", async () => {
    const { adapter, store, prefix } = opened({ kind, major });
    const admin = template();
    const keys = createKeys(prefix);
    const producer = await startProducer(store);
    const { id, call: incarnation } = producer;
    const first = { incarnation, epoch: 1, offset: 1 };
    await adapter.cursors?.advance(id, readerId("ann"), first);
    const ats = () =>
      Promise.all(
        [keys.head, keys.log, keys.cursors].map((name) => admin.pexpiretime(name(producer.id))),
      );
    for (const act of [() => producer.write("a"), () => producer.write(), () => producer.end()]) {
      await act();
      const { head } = await store.head(producer.id);
      const at = head && expiresAtOf(head);
      expect(await ats()).toEqual([at, at, at]);
    }
  });
});

test("what an event takes: at most 12 bytes more than a raw XADD of the bare payload", async () => {
  const { store, prefix } = opened({ kind: "streams" });
  const admin = template();
  const payload = "p".repeat(100);
  const header = "cABCD";
  const count = 5000;
  const producer = await startProducer(store);
  const raw = `${prefix}-raw`;
  for (let sent = 0; sent < count; sent += 250) {
    await producer.write(...Array.from({ length: 250 }, () => header + payload));
    const chain = admin.pipeline();
    for (let i = 0; i < 250; i++) chain.xadd(raw, "*", "d", payload);
    await chain.exec();
  }
  const bytes = async (key: string) => Number(await admin.memory("USAGE", key, "SAMPLES", "0"));
  const ours = await bytes(createKeys(prefix).log(producer.id));
  const bare = await bytes(raw);
  await admin.del(raw);
  expect((ours - bare) / count).toBeLessThanOrEqual(12);
});

test.each([
  ["of another type", "streams", "WRONGTYPE", "SET", ["foreign"]],
  ["of another type", "sorted set", "WRONGTYPE", "SET", ["foreign"]],
  ["that is longer", "streams", "equal or smaller", "XADD", ["9-9", "d", "foreign"]],
] as const)(
  "a foreign log %s: what is refused changes nothing, %s",
  async (_, kind, message, command, args) => {
    const { store, prefix } = opened({ kind });
    const admin = template();
    const keys = createKeys(prefix);
    const producer = await startProducer(store);
    const [head, log] = [keys.head(producer.id), keys.log(producer.id)];
    await admin.call(command, log, ...args);
    await admin.pexpireat(log, await admin.pexpiretime(head));
    const held = () =>
      Promise.all([
        admin.hgetall(head),
        admin.pexpiretime(head),
        admin.dumpBuffer(log),
        admin.pexpiretime(log),
      ]);
    const before = await held();
    const refused = { code: "store-unavailable", message: expect.stringContaining(message) };
    const end = { terminal: "stopped", closer: nextUlid() } as const;
    const live = { _tag: "live", incarnation: producer.call } as const;
    await expect(
      store.append(producer.id, { entries: ["stopped"], end }, live),
    ).rejects.toMatchObject(refused);
    await expect(producer.end()).rejects.toMatchObject(refused);
    await expect(producer.write("a")).rejects.toMatchObject(refused);
    expect(await held()).toEqual(before);
  },
);
