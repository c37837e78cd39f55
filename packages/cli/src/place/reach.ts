import { Cluster, Redis } from "ioredis";
import { exitCodes } from "../exit-codes.ts";
import { CliError } from "../failure.ts";
import { shownAddress } from "./place.ts";

const answerMs = 5_000;

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return code || error.message;
};

const hintFor = (reason: string): string =>
  /NOAUTH|WRONGPASS|invalid password/i.test(reason)
    ? "Put the user and the password in the address: redis://user:password@host."
    : "Is the server up, and is --url (REDIS_URL) right? A server with TLS is rediss://.";

const once = {
  lazyConnect: true,
  connectTimeout: answerMs,
  commandTimeout: answerMs,
  // Its `ready` asks for INFO, and complains on stderr where that is refused.
  enableReadyCheck: false,
  retryStrategy: () => null,
  maxRetriesPerRequest: 0,
} as const;

const isCluster = async (redis: Redis): Promise<boolean> => {
  // Without the right to ask, it is taken for a single server.
  const info = await redis.info("cluster").catch(() => "");
  return info.includes("cluster_enabled:1");
};

/** A connection, or at once the reason why there is none: the library itself would go on trying. */
export const reach = async (url: string): Promise<{ redis: Redis; cluster: Cluster | null }> => {
  const redis = new Redis(url, once);
  let heard: unknown;
  redis.on("error", (error: unknown) => {
    heard ??= error;
  });
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    redis.disconnect();
    const reason = reasonOf(heard ?? error);
    // It does answer: whom it does not let in has other things to look at.
    if (reason.startsWith("NOPERM")) throw new Error(reason);
    const message = `Redis at ${shownAddress(url)} does not answer: ${reason}`;
    throw new CliError(exitCodes.unavailable, "store-unavailable", message, hintFor(reason));
  }
  if (!(await isCluster(redis))) return { redis, cluster: null };
  const { host = "127.0.0.1", port = 6379, username, password, tls } = redis.options;
  const cluster = new Cluster([{ host, port }], {
    lazyConnect: true,
    redisOptions: {
      ...(username && { username }),
      ...(password && { password }),
      ...(tls && { tls }),
    },
  });
  return { redis, cluster };
};
