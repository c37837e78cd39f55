import { redisSortedSet, redisStreams } from "@segno/redis";
import { describeAdapter } from "@segno/testkit/vitest";
import { type Cluster as Servers, startCluster } from "@segno/tools/servers";
import { ownServers, uniquePrefix } from "@segno/tools/test-redis";
import { Cluster } from "ioredis";
import { Cluster as Cluster5 } from "ioredis5";
import { afterAll, describe } from "vitest";

let cluster: Promise<Servers> | undefined;
afterAll(async () => (await cluster)?.stop());

describe.skipIf(!ownServers).each([
  [6, Cluster],
  [5, Cluster5],
] as const)("on a cluster, ioredis %s", (_, Client) => {
  for (const open of [redisStreams, redisSortedSet]) {
    describeAdapter(open.name, async () => {
      cluster ??= startCluster();
      const { masters } = await cluster;
      const redis = new Client(
        masters.map(({ port }) => ({ host: "127.0.0.1", port })),
        { lazyConnect: true },
      );
      const adapter = open(redis, { prefix: uniquePrefix() });
      return { adapter, close: adapter.close };
    });
  }
});
