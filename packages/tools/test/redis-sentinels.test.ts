import { expect, test } from "vitest";
import { startSentinels } from "../src/redis-sentinels.ts";
import { command } from "../src/resp.ts";
import { ownServers } from "../src/test-redis.ts";

test.skipIf(!ownServers)("a master that is killed is replaced by its replica", async () => {
  const watched = await startSentinels();
  try {
    expect(await watched.masterPort()).toBe(watched.master.port);
    await watched.master.kill();
    await expect.poll(watched.masterPort, { timeout: 10_000 }).toBe(watched.replica.port);
    const role = async () => String(await command(watched.replica.port, ["INFO", "replication"]));
    await expect.poll(role, { timeout: 5_000 }).toContain("role:master");
  } finally {
    await watched.stop();
  }
});
