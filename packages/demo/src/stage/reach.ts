import { SegnoError } from "@segno/core";
import { Redis } from "ioredis";

/** An address as it may be shown: without its password. */
export const shownAddress = (url: string): string => {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname === "/" ? "" : pathname}`;
};

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
};

/** Says at once, and once, when nobody answers: the library itself would go on trying. */
export const reach = async (url: string): Promise<void> => {
  if (!URL.canParse(url)) {
    const given = JSON.stringify(url);
    throw new Error(`REDIS_URL is an address such as redis://127.0.0.1:6379, not ${given}`);
  }
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 3_000,
    commandTimeout: 3_000,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  });
  let heard: unknown;
  client.on("error", (error: unknown) => {
    heard ??= error;
  });
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    const message =
      `Redis at ${shownAddress(url)} does not answer (${reasonOf(heard ?? error)}). ` +
      "Start it, or leave REDIS_URL out: then this process keeps the streams itself.";
    throw new SegnoError("store-unavailable", message, { cause: heard ?? error });
  } finally {
    client.disconnect();
  }
};
