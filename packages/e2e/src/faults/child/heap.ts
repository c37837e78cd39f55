import { setTimeout as pause } from "node:timers/promises";
import { runInNewContext } from "node:vm";
import { createStreams } from "@segno/core";
import { redisSortedSet, redisStreams } from "@segno/redis";
import { Redis } from "ioredis";
import type { Said } from "../log/history.ts";

// How much an idle stream with its follower holds, in a process that holds nothing else. Run as it is shipped: a
// loader that names every function (tsx does) makes each of them 250 bytes larger.
const [url = "", kind = "streams", many = "1000"] = process.argv.slice(2);
const count = Number(many);
const collect = runInNewContext("gc") as () => void;

const heap = async (): Promise<number> => {
  for (let round = 0; round < 4; round++) {
    collect();
    await pause(30);
  }
  return process.memoryUsage().heapUsed;
};

const inTurns = async (act: (at: number) => Promise<unknown>): Promise<void> => {
  for (let from = 0; from < count; from += 200) {
    await Promise.all(Array.from({ length: 200 }, (_, at) => act(from + at)));
  }
};

/** How much more is held after it was done so many times, each. */
const costOf = async (act: (at: number) => Promise<unknown>): Promise<number> => {
  const before = await heap();
  await inTurns(act);
  return ((await heap()) - before) / count;
};

const client = new Redis(url);
await client.ping();
const raw = await costOf((at) => client.subscribe(`raw:{stream-${at}}:c`, `raw:{stream-${at}}:s`));
client.disconnect();

const terms = { leaseMs: 300_000, heartbeatMs: 60_000, graceMs: 70_000, activeTtlMs: 900_000 };
const open = kind === "streams" ? redisStreams : redisSortedSet;
const streams = createStreams<Said>({
  ...open(new Redis(url, { lazyConnect: true })),
  ...terms,
  positionCheckMs: 60_000,
});
const held: unknown[] = [];
const write = async (id: string): Promise<void> => {
  const writer = await streams.start(id);
  await writer.write({ w: "w", n: 0 });
  held.push(writer);
};
const listen = async (id: string): Promise<void> => {
  const follow = streams.follow(id);
  await follow.next();
  await follow.next();
  follow.next().catch(() => {});
  held.push(follow);
};
await write("first");
await listen("first");
const writer = await costOf((at) => write(`stream-${at}`));
const follower = await costOf((at) => listen(`stream-${at}`));
console.log(JSON.stringify({ raw, writer, follower, held: held.length }));
process.exit();
