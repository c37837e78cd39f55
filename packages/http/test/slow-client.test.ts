import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { redisStreams } from "@segno/redis/streams";
import { redisUrl, uniquePrefix } from "@segno/tools/test-redis";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openServing, type Serving } from "./support/serving.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** What this process holds, in MB, once what it has dropped is gone. */
const held = async (): Promise<number> => {
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1_048_576;
};

let redis: Redis;
let serving: Serving;
beforeAll(async () => {
  redis = new Redis(redisUrl(), { lazyConnect: true });
  const settings = { ringEvents: 64, lingerMs: 200, positionCheckMs: 100 };
  serving = await openServing({}, redisStreams(redis, { prefix: uniquePrefix() }), settings);
});
afterAll(async () => {
  await serving.streams.remove("a1").catch(() => {});
  await serving.close();
  redis.disconnect();
});

const chunkBytes = 8_192;
const chunks = 7_000;

/** A client that has asked, and reads no more than its kernel does. */
const stuckClient = () => {
  const socket = serving.socket();
  const seen = { bytes: 0, events: 0, text: "" };
  const ended = new Promise<void>((resolve) => socket.on("close", () => resolve()));
  socket.on("data", (part) => {
    seen.bytes += part.length;
    seen.text = (seen.text + part.toString("latin1")).replace(/^.*\n(?=id: )/gs, (read) => {
      seen.events += read.match(/^id: /gm)?.length ?? 0;
      return "";
    });
  });
  socket.pause();
  socket.write(
    "GET /streams/a1 HTTP/1.1\r\nhost: a\r\nconnection: close\r\naccept: text/event-stream\r\n\r\n",
  );
  return { socket, seen, ended };
};

test("while a client reads nothing, what is written for it is nobody's burden", async () => {
  const writer = await serving.streams.start("a1");
  await writer.write({ content: "first" });
  const stuck = stuckClient();
  await new Promise((resolve) => setTimeout(resolve, 100));
  const before = await held();
  let most = 0;
  const content = "x".repeat(chunkBytes);
  for (let n = 0; n < chunks; n++) {
    await writer.ready;
    writer.write({ content });
    if (n % 1_000 === 999) most = Math.max(most, (await held()) - before);
  }
  await writer.complete();
  const after = (await held()) - before;
  const written = (chunks * chunkBytes) / 1_048_576;
  expect(written).toBeGreaterThan(50);
  // It is held up indeed, and holds nothing here but what the window, the ring and one batch may.
  expect(stuck.seen.bytes).toBe(0);
  expect(most).toBeLessThan(12);
  expect(after).toBeLessThan(6);

  // And nothing was skipped: once it reads, it gets all of it, from the store.
  stuck.socket.resume();
  await stuck.ended;
  const events = stuck.seen.events + (stuck.seen.text.match(/^id: /gm)?.length ?? 0);
  expect(events).toBe(chunks + 3);
  expect(stuck.seen.text).toContain("event: completed");
  expect(stuck.seen.bytes).toBeGreaterThan(chunks * chunkBytes);
}, 60_000);
