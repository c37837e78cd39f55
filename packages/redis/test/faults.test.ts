import { setTimeout as pause } from "node:timers/promises";
import { type RedisServer, startRedis } from "@segno/tools/servers";
import { ownServers } from "@segno/tools/test-redis";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { opened, template } from "./support/opened.ts";
import { entriesOf, startProducer, until } from "./support/writing.ts";

/** What happens here happens to everybody on a server, so it is one of our own. */
let server: RedisServer;

beforeAll(async () => {
  if (ownServers) server = await startRedis();
});
afterAll(() => server?.stop());

describe.skipIf(!ownServers).each([
  ["streams", 6],
  ["sorted set", 6],
  ["streams", 5],
] as const)("faults, %s, ioredis %s", (kind, major) => {
  test("scripts that are flushed all the time: everything is stored once, in order", async () => {
    const { store } = opened({ kind, major, url: server.url });
    const admin = template(6, {}, server.url);
    const flushing = setInterval(() => void admin.script("FLUSH"), 3);
    onTestFinished(() => clearInterval(flushing));
    const producers = await Promise.all(Array.from({ length: 8 }, () => startProducer(store)));
    await Promise.all(
      producers.map(async (producer) => {
        for (let i = 2; i <= 100; i++) await producer.write(`${i}`);
      }),
    );
    const expected = ["1:started", ...Array.from({ length: 99 }, (_, i) => `${i + 2}:${i + 2}`)];
    for (const { id } of producers) expect(await entriesOf(store, id)).toEqual(expected);
  });

  test("connections that are killed all the time: what is sent again is stored once", async () => {
    const { store } = opened({ kind, major, url: server.url });
    const admin = template(6, {}, server.url);
    const killing = setInterval(
      () => void admin.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"),
      25,
    );
    onTestFinished(() => clearInterval(killing));
    const producer = await startProducer(store).catch(() => startProducer(store));
    for (let i = 2; i <= 300; i++) {
      await until(() =>
        producer.write(`${i}`).then(
          () => true,
          () => false,
        ),
      );
    }
    clearInterval(killing);
    const expected = ["1:started", ...Array.from({ length: 299 }, (_, i) => `${i + 2}:${i + 2}`)];
    await until(() =>
      store.head(producer.id).then(
        () => true,
        () => false,
      ),
    );
    expect(await entriesOf(store, producer.id)).toEqual(expected);
  });

  test("killed again and again, it misses nothing without being told", async () => {
    const { store, notifier } = opened({ kind, major, url: server.url });
    const admin = template(6, {}, server.url);
    const producer = await startProducer(store);
    let last = 1;
    let gaps = 0;
    let told = 0;
    await notifier.subscribe(producer.id, "events", (notice) => {
      if (notice._tag === "interrupted") {
        told += 1;
        last = Number.NaN;
      }
      if (notice._tag !== "appended") return;
      if (!Number.isNaN(last) && notice.first > last + 1) gaps += 1;
      last = notice.last;
    });
    const killing = setInterval(() => void admin.call("CLIENT", "KILL", "TYPE", "pubsub"), 40);
    const until = performance.now() + 800;
    while (performance.now() < until) await producer.write("x").catch(() => pause(5));
    clearInterval(killing);
    expect(gaps).toBe(0);
    expect(told).toBeGreaterThan(3);
  });
});
