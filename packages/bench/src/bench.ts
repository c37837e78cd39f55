import { createStreams, type Streams } from "@segno/core";
import { redisStreams } from "@segno/redis/streams";
import { startRedis } from "@segno/tools/servers";
import { Redis } from "ioredis";
import { z } from "zod";

/** The smallest payload one would really send: 100 bytes of JSON. */
export type Payload = { readonly content: string };
export const payload: Payload = { content: "0123456789".repeat(8).concat("012345") };
export const payloadText: string = JSON.stringify(payload);
export const schema: z.ZodType<Payload> = z.object({ content: z.string() });

export type Bench = {
  readonly quick: boolean;
  readonly rounds: number;
  readonly redis: Redis;
  readonly streams: Streams<Payload>;
  /** Another process's view of the same store. */
  readonly others: Streams<Payload>;
  readonly url: string;
  /** A key or an id that nobody has used. */
  readonly fresh: () => string;
};

/** One server of its own for the whole run, ended with it. */
export const withBench = async <T>(
  quick: boolean,
  work: (bench: Bench) => Promise<T>,
): Promise<T> => {
  const server = await startRedis();
  const redis = new Redis(server.url);
  const open = (): Streams<Payload> => createStreams({ ...redisStreams(redis), chunk: schema });
  const streams = open();
  const others = open();
  let used = 0;
  const fresh = (): string => `bench-${++used}`;
  try {
    return await work({
      quick,
      rounds: quick ? 5 : 9,
      redis,
      streams,
      others,
      url: server.url,
      fresh,
    });
  } finally {
    await streams.close();
    await others.close();
    redis.disconnect();
    await server.stop();
  }
};
