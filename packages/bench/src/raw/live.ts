import type { Redis } from "ioredis";
import type { Bench } from "../bench.ts";
import type { Live } from "../measure/live.ts";
import { text } from "../payload.ts";
import type { Least } from "./least.ts";

/** By hand: the least script, heard on its channel. */
export const leastLive =
  (bench: Bench, least: Least, subscriber: Redis) => async (): Promise<Live> => {
    const key = bench.fresh();
    await subscriber.subscribe(key);
    return {
      heard: () => new Promise((resolve) => subscriber.once("message", resolve)),
      send: () => least.append(key, text),
      close: () => subscriber.unsubscribe(key),
    };
  };
