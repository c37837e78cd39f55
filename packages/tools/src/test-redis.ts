import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { findServer } from "./find-server.ts";
import type {} from "./vitest-redis.ts";

/** The run's standalone server: REDIS_URL where it is set, else one started for this run. */
export const redisUrl = (): string => inject("redisUrl");

/**
 * False only where REDIS_URL names a server and no binary is at hand: tests that need a server of
 * their own (`startRedis`, `startCluster`) then use `test.skipIf(!ownServers)`, and `npm test`
 * says how many they were.
 */
export const ownServers: boolean = findServer() !== undefined;

/** A key prefix that no other test, run or machine uses: the server may be shared. */
export const uniquePrefix = (): string => `segno-test-${randomBytes(8).toString("hex")}`;
