import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { startCluster } from "../src/redis-cluster.ts";
import { startRedis } from "../src/redis-server.ts";
import { ownServers } from "../src/test-redis.ts";

/** A temp folder of the test's own: others start servers meanwhile. */
let temp: string;
beforeEach(() => {
  temp = mkdtempSync(join(tmpdir(), "segno temp "));
  vi.stubEnv("TMPDIR", temp);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(temp, { recursive: true });
});

const left = (): string[] => readdirSync(temp);

describe.skipIf(!ownServers)("nothing is left in the temp folder", () => {
  test("by a server that stops", async () => {
    const server = await startRedis({ config: { appendonly: "yes" } });
    expect(left()).toHaveLength(1);
    await server.stop();
    expect(left()).toEqual([]);
  });

  test.each([
    ["refuses its directives", { config: { "no-such-thing": "1" } }],
    ["is not there", { binary: "/no/such/redis-server" }],
    ["cannot be started at all", { config: { "no\u0000such": "1" } }],
    ["takes too long", { startMs: 0 }],
  ])("by a server that %s", async (_, options) => {
    await expect(startRedis(options)).rejects.toThrow();
    expect(left()).toEqual([]);
  });

  test.each([
    ["refuse their directives", { config: { "no-such-thing": "1" } }],
    ["never find together", { startMs: 0 }],
  ])("by a cluster whose nodes %s", async (_, options) => {
    await expect(startCluster(options)).rejects.toThrow();
    expect(left()).toEqual([]);
  });
});
