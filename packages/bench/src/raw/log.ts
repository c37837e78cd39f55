import type { Redis } from "ioredis";
import { text } from "../payload.ts";

const perPipeline = 1_000;

/** A log by hand: one entry for each chunk. */
export const fillLog = async (redis: Redis, key: string, events: number): Promise<void> => {
  for (let from = 0; from < events; from += perPipeline) {
    const pipeline = redis.pipeline();
    const to = Math.min(events, from + perPipeline);
    for (let at = from; at < to; at++) pipeline.xadd(key, `${at + 1}-1`, "d", text);
    await pipeline.exec();
  }
};
