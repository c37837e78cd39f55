import type { Adapter } from "@segno/core";
import { type RedisOptions, redisSortedSet, redisStreams } from "@segno/redis";
import { redisUrl, uniquePrefix } from "@segno/tools/test-redis";
import { onTestFinished } from "vitest";
import { type ClientOptions, majors } from "./clients.ts";

export type Kind = "streams" | "sorted set";
export type Major = 5 | 6;

export type OpenOptions = RedisOptions & {
  readonly kind?: Kind;
  readonly major?: Major;
  readonly url?: string;
  readonly client?: ClientOptions;
};

/** A template of that major of ioredis, let go at the end of the test. */
export const template = (
  major: Major = 6,
  options: ClientOptions = {},
  url: string = redisUrl(),
) => {
  const { client } = majors.find((one) => one.major === major) ?? majors[0];
  const redis = client(options, url);
  redis.on("error", () => {});
  onTestFinished(() => redis.disconnect());
  return redis;
};

/** An adapter on keys of its own, closed at the end of the test. */
export const opened = (options: OpenOptions = {}) => {
  const { kind = "streams", major = 6, url = redisUrl(), client = {}, ...rest } = options;
  const redis = template(major, { lazyConnect: true, ...client }, url);
  const prefix = rest.prefix ?? uniquePrefix();
  const open = kind === "streams" ? redisStreams : redisSortedSet;
  const adapter: Adapter = open(redis, { ...rest, prefix });
  onTestFinished(() => adapter.close());
  return { adapter, store: adapter.store, notifier: adapter.notifier, prefix, redis };
};
