import type { RedisWarning } from "@segno/redis";
import { startRedis } from "@segno/tools/servers";
import { ownServers } from "@segno/tools/test-redis";
import { describe, expect, onTestFinished, test } from "vitest";
import { checkServer } from "../src/connection/startup.ts";
import { opened } from "./support/opened.ts";
import { streamId } from "./support/writing.ts";

const warned = async (config: Record<string, string>): Promise<RedisWarning[]> => {
  const server = await startRedis({ config });
  onTestFinished(() => server.stop());
  const warnings: RedisWarning[] = [];
  const { store } = opened({ url: server.url, onWarning: (warning) => warnings.push(warning) });
  await store.head(streamId());
  await store.head(streamId());
  return warnings;
};

const safe = { appendonly: "yes", "maxmemory-policy": "noeviction" };

describe.skipIf(!ownServers)("at the first connection", () => {
  test("a server that keeps what it is given: nothing to say", async () => {
    expect(await warned(safe)).toEqual([]);
  });

  test("eviction: says that whole streams go", async () => {
    const [warning, ...more] = await warned({ ...safe, "maxmemory-policy": "allkeys-lru" });
    expect(more).toEqual([]);
    expect(warning).toMatchObject({
      code: "eviction",
      message: expect.stringContaining("noeviction"),
    });
  });

  test("no append-only file: says what a crash costs", async () => {
    const warnings = await warned({ ...safe, appendonly: "no" });
    expect(warnings.map(({ code }) => code)).toEqual(["no-append-only-file"]);
  });

  test("a replica: says so", async () => {
    const warnings = await warned({ ...safe, replicaof: "127.0.0.1 1" });
    expect(warnings.map(({ code }) => code)).toContain("replica");
  });
});

const client = (info: () => Promise<string>) => ({ info });

test("a server that is too old is refused by its version", async () => {
  const old = client(async () => "# Server\r\nredis_version:6.2.14\r\nredis_mode:standalone\r\n");
  await expect(checkServer(old)).rejects.toMatchObject({
    code: "unsupported-server",
    message: expect.stringContaining("6.2.14"),
  });
});

const failing = (name: string, message: string) =>
  client(() => Promise.reject(Object.assign(new Error(message), { name })));

test("where INFO is refused, that is what it says", async () => {
  const mute = failing(
    "ReplyError",
    "NOPERM this user has no permissions to run the 'info' command",
  );
  expect(await checkServer(mute)).toMatchObject([{ code: "unchecked" }]);
});

test("where the connection closes meanwhile, the next one is asked", async () => {
  expect(await checkServer(failing("Error", "Connection is closed."))).toBeNull();
});
