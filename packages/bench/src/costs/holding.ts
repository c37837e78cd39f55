import type { Streams } from "@segno/core";
import type { Redis } from "ioredis";
import type { Bench } from "../bench.ts";
import { heldBytes } from "../measure/collect.ts";
import { forEach } from "../measure/crowd.ts";
import { type Payload, payload, write } from "../payload.ts";
import type { Cost } from "../report/report.ts";
import { bytes } from "./cost.ts";
import { still } from "./still.ts";

const streams = 5_000;
const events = 20_000;

const stored = async (redis: Redis): Promise<number> =>
  Number(/used_memory:(\d+)/.exec(await redis.info("memory"))?.[1]);

/** What each of so many holds more than nothing, on the server and here. */
const heldBy = async (redis: Redis, act: () => Promise<unknown>) => {
  const before = { server: await stored(redis), app: await heldBytes() };
  await forEach(streams, act);
  const app = (await heldBytes()) - before.app;
  return { server: ((await stored(redis)) - before.server) / streams, app: app / streams };
};

const follow = async (service: Streams<Payload>, id: string): Promise<unknown> => {
  const follower = service.follow(id);
  await follower.next();
  await follower.next();
  follower.next().catch(() => {});
  return follower;
};

/** What is held by a live stream that nothing happens to. */
export const costsOfHolding = async (bench: Bench): Promise<readonly Cost[]> => {
  const [writing, following] = [bench.open({ settings: still }), bench.open({ settings: still })];
  const ids: string[] = [];
  const held: unknown[] = [];
  const begin = async (): Promise<void> => {
    const writer = await writing.start(bench.fresh());
    await writer.write(payload);
    ids.push(writer.streamId);
    held.push(writer);
  };
  await begin();
  const writer = await heldBy(bench.redis, begin);
  const follower = await heldBy(bench.redis, async () => {
    held.push(await follow(following, ids.pop() ?? ""));
  });
  const long = await writing.start(bench.fresh());
  const before = await stored(bench.redis);
  await write(long, events);
  await long.write(payload);
  const event = ((await stored(bench.redis)) - before) / events;
  return [
    bytes(
      "stream.memory",
      writer.server,
      "a live stream of one event, with its producer's channel",
    ),
    bytes("event.memory", event, "each further event of 100 bytes"),
    bytes("channel.memory", follower.server, "the channel of its followers, for each process"),
    bytes("writer.heap", writer.app, "ioredis included"),
    bytes("follower.heap", follower.app, "the first of a stream in its process, ioredis included"),
  ];
};
