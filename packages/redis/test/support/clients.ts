import { redisUrl } from "@segno/tools/test-redis";
import { Redis } from "ioredis";
import { Redis as Redis5 } from "ioredis5";

export type ClientOptions = {
  readonly lazyConnect?: boolean;
  readonly keyPrefix?: string;
  readonly username?: string;
  readonly password?: string;
  readonly connectionName?: string;
  readonly retryStrategy?: () => number;
};

/** Templates of both majors of ioredis, for the run's server or for the one at `url`. */
export const majors = [
  {
    major: 6,
    client: (options: ClientOptions = {}, url = redisUrl()) => new Redis(url, { ...options }),
  },
  {
    major: 5,
    client: (options: ClientOptions = {}, url = redisUrl()) => new Redis5(url, { ...options }),
  },
] as const;
