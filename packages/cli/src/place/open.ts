import { type Adapter, createStreams, type Streams } from "@segno/core";
import { redisSortedSet, redisStreams } from "@segno/redis";
import type { Redis } from "ioredis";
import { textOf } from "../text-of.ts";
import type { Place } from "./place.ts";
import { reach } from "./reach.ts";

export type Opened = {
  readonly place: Place;
  readonly streams: Streams<unknown>;
  readonly adapter: Adapter;
  /** A connection to the server that was named; of a Cluster, one of its nodes. */
  readonly redis: Redis;
  readonly clustered: boolean;
  readonly close: () => Promise<void>;
};

const adapters = { streams: redisStreams, "sorted-set": redisSortedSet };

/** The streams of a place, or `store-unavailable` at once. */
export const open = async (place: Place): Promise<Opened> => {
  const { redis, cluster } = await reach(place.url);
  const hangUp = (): void => {
    cluster?.disconnect();
    redis.disconnect();
  };
  try {
    const adapter = adapters[place.store](cluster ?? redis, place.redis);
    const streams = createStreams<unknown>({ ...adapter, ...place.settings, text: textOf });
    const close = async (): Promise<void> => {
      await streams.close();
      hangUp();
    };
    return { place, streams, adapter, redis, clustered: cluster !== null, close };
  } catch (error) {
    hangUp();
    throw error;
  }
};
