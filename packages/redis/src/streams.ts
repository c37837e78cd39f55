import type { Adapter } from "@segno/core";
import { createAdapter } from "./adapter.ts";
import type { RedisTemplate } from "./connection/client.ts";
import type { RedisOptions } from "./options.ts";
import { streamsLog } from "./store/logs.ts";

export type { RedisTemplate } from "./connection/client.ts";
export type { RedisOptions, RedisWarning } from "./options.ts";

/**
 * Streams in Redis Streams: the compact log, and the one to choose. `redis` is an ioredis `Redis` or
 * `Cluster` (5.11 or 6), used as a template: it is duplicated, and itself never touched.
 */
export const redisStreams = (redis: RedisTemplate, options: RedisOptions = {}): Adapter =>
  createAdapter(streamsLog, redis, options);
