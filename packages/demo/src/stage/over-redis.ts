import type { Config } from "@segno/core/config";
import { redisSortedSet } from "@segno/redis/sorted-set";
import { redisStreams } from "@segno/redis/streams";
import { Redis } from "ioredis";
import { type AnswerStreams, openOver } from "../cast/open.ts";
import type { Tempo } from "../source/tempo.ts";

export type StoreName = "streams" | "sorted-set";

/** All that a process needs to know to take part. */
export type Place = {
  readonly url: string;
  readonly store: StoreName;
  /** Of this run alone: a server may be shared. */
  readonly prefix: string;
  readonly tempo: Tempo;
  /** What was set outside. */
  readonly config: Config;
};

const adapters = { streams: redisStreams, "sorted-set": redisSortedSet } as const;

/** A service with connections of its own. */
export const openRedis = ({ url, store, prefix, tempo, config }: Place): AnswerStreams => {
  // A template: it is duplicated, and never connects itself.
  const template = new Redis(url, { lazyConnect: true });
  const options = { commandTimeoutMs: 3_000, ...config.redis, prefix };
  return openOver(adapters[store](template, options), tempo, config.streams);
};
