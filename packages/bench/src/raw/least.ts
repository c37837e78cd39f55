import type { Redis } from "ioredis";

/** What the least that could do an append's job needs: the entry, the expiry, the announcement. */
const script = `
redis.call("XADD", KEYS[1], "*", "d", ARGV[1])
redis.call("PEXPIREAT", KEYS[1], ARGV[2])
redis.call("PUBLISH", KEYS[1], ARGV[1])
return 1`;

const hour = 3_600_000;

export type Least = {
  /** One event, in one round trip. */
  readonly append: (key: string, text: string) => Promise<unknown>;
  /** Several, in one round trip, a script call for each. */
  readonly appendMany: (key: string, texts: readonly string[]) => Promise<unknown>;
};

/** An append by hand, as a script that is loaded. */
export const leastOn = async (redis: Redis): Promise<Least> => {
  const sha = String(await redis.script("LOAD", script));
  return {
    append: (key, text) => redis.evalsha(sha, 1, key, text, Date.now() + hour),
    appendMany: (key, texts) => {
      const pipeline = redis.pipeline();
      for (const text of texts) pipeline.evalsha(sha, 1, key, text, Date.now() + hour);
      return pipeline.exec();
    },
  };
};
