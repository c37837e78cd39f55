import { redisUrl } from "@segno/tools/test-redis";
import { Redis, type RedisOptions } from "ioredis";
import { Redis as Redis5 } from "ioredis5";

/** Templates of both majors of ioredis, connected to the run's server or to the one at `url`. */
export const majors = [
  { major: 6, client: (options: RedisOptions = {}, url = redisUrl()) => new Redis(url, { protocol: 3, ...options }) },
  { major: 5, client: ({ protocol: _, replyMapping: __, ...options }: RedisOptions = {}, url = redisUrl()) => new Redis5(url, options) },
] as const;
