import { createStreams, messageEventSchema, upcastMessage } from "@segno/core";
import type { Config } from "@segno/core/config";
import { memoryStreams } from "@segno/memory";
import { redisStreams } from "@segno/redis/streams";
import { Redis } from "ioredis";
import { type AnswerStreams, spoken } from "../cast/open.ts";
import { reach, shownAddress } from "../stage/reach.ts";

export type Served = {
  readonly streams: AnswerStreams;
  /** Where they are kept, for people. */
  readonly store: string;
};

const nothingSet: Config = { streams: {}, redis: {} };

/** In this process, or on the Redis at `url`: then several servers share them, and they outlive each. */
export const openStreams = async (
  url: string | undefined,
  config: Config = nothingSet,
): Promise<Served> => {
  const open = (adapter: Parameters<typeof createStreams>[0]): AnswerStreams =>
    createStreams({
      ...adapter,
      chunk: messageEventSchema,
      upcast: upcastMessage,
      text: spoken,
      ...config.streams,
    });
  if (url === undefined) return { streams: open(memoryStreams()), store: "memory" };
  await reach(url);
  const redis = new Redis(url, { lazyConnect: true });
  const streams = open(redisStreams(redis, { prefix: "segno-page", ...config.redis }));
  return { streams, store: `Redis at ${shownAddress(url)}` };
};
