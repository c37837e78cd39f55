import type { Adapter } from "@segno/core";
import { createAdapter } from "./adapter.ts";
import type { RedisTemplate } from "./connection/client.ts";
import type { RedisOptions } from "./options.ts";
import { sortedSetLog } from "./store/logs.ts";

export type { RedisTemplate } from "./connection/client.ts";
export type { RedisOptions, RedisWarning } from "./options.ts";

/** Streams in sorted sets: for servers whose streams cannot be used. It takes two to five times the memory. */
export const redisSortedSet = (redis: RedisTemplate, options: RedisOptions = {}): Adapter =>
  createAdapter(sortedSetLog, redis, options);
