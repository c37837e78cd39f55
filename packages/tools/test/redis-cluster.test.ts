import { describe, expect, test } from "vitest";
import { startCluster } from "../src/redis-cluster.ts";
import { command, isRespError } from "../src/resp.ts";
import { ownServers } from "../src/test-redis.ts";

describe.skipIf(!ownServers)("a cluster", () => {
  test("three masters share the slots and point to one another", async () => {
    await using cluster = await startCluster();
    const replies = await Promise.all(
      cluster.masters.map((node) => command(node.port, ["SET", "{a}x", "1"])),
    );
    expect(replies.filter((reply) => reply === "OK")).toHaveLength(1);
    const moved = replies.filter((reply) => isRespError(reply) && reply.error.startsWith("MOVED"));
    expect(moved).toHaveLength(2);
  });

  test("a replica takes over when its master is killed", async () => {
    await using cluster = await startCluster({
      replicas: 1,
      config: { "cluster-node-timeout": "500" },
    });
    const [lost] = cluster.masters;
    const [heir] = cluster.replicas;
    if (lost === undefined || heir === undefined) throw new Error("no such node");
    await lost.kill();
    await expect
      .poll(async () => String(await command(heir.port, ["ROLE"])).split(",")[0], {
        timeout: 10_000,
      })
      .toBe("master");
  });
});
