import type { TestProject } from "vitest/node";
import { findServer, noServer } from "./find-server.ts";
import { type RedisServer, startRedis } from "./redis-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    readonly redisUrl: string;
  }
}

type Shared = { users: number; server: Promise<RedisServer | undefined> };

/** Every project loads this file for itself; the process keeps what they share. */
const key = Symbol.for("segno.vitest-redis");
const kept = globalThis as { [key]?: Shared };

const start = async (): Promise<RedisServer | undefined> => {
  if (process.env["REDIS_URL"] !== undefined) return undefined;
  if (findServer() === undefined) throw new Error(noServer);
  return startRedis();
};

/** One standalone server per run, under `inject("redisUrl")`; REDIS_URL is used where it is set. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  kept[key] ??= { users: 0, server: start() };
  const shared = kept[key];
  shared.users += 1;
  const server = await shared.server;
  project.provide("redisUrl", server?.url ?? process.env["REDIS_URL"] ?? "");
  return async () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    delete kept[key];
    await server?.stop();
  };
}
