import type { Settings } from "@segno/core";
import { configFromEnv, type RedisConfig } from "@segno/core/config";
import { z } from "zod";
import { usageError } from "../failure.ts";
import { given } from "../flags.ts";
import type { Io } from "../io.ts";

export const stores = ["streams", "sorted-set"] as const;

/** Where the streams are, and what operators have set. */
export type Place = {
  readonly url: string;
  readonly store: (typeof stores)[number];
  readonly redis: RedisConfig;
  readonly settings: Partial<Settings>;
};

/** What is said of a place on the command line. */
export type PlaceFlags = {
  readonly url?: string;
  readonly store?: Place["store"];
  readonly prefix?: string;
  readonly tenant?: string;
  /** How long to try while the server does not answer, in ms. */
  readonly timeout?: number;
};

const address = z.url({ protocol: /^rediss?$/ });

const urlOf = (flag: string | undefined, variable: string | undefined): string => {
  const url = flag ?? (variable || "redis://127.0.0.1:6379");
  if (address.safeParse(url).success) return url;
  const name = flag === undefined ? "REDIS_URL" : "--url";
  throw usageError(`${name} is an address such as redis://127.0.0.1:6379`);
};

/** From the flags, and from the environment where they say nothing. */
export const placeOf = (flags: PlaceFlags, env: Io["env"]): Place => {
  const { url, store = "streams", prefix, tenant, timeout } = flags;
  const { redis, streams } = configFromEnv(env);
  return {
    url: urlOf(url, env["REDIS_URL"]),
    store,
    redis: { ...redis, ...given({ prefix, tenant }) },
    settings: { ...streams, ...given({ commandTimeoutMs: timeout, giveUpMs: timeout }) },
  };
};

/** An address as it may be shown: without its password. */
export const shownAddress = (url: string): string => {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname === "/" ? "" : pathname}`;
};
