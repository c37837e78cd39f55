import { redisSortedSet, redisStreams } from "@segno/redis";
import { describeAdapter } from "@segno/testkit/vitest";
import { type Cluster as Servers, startCluster } from "@segno/tools/servers";
import { ownServers, uniquePrefix } from "@segno/tools/test-redis";
import { Cluster } from "ioredis";
import { Cluster as Cluster5 } from "ioredis5";
import { afterAll, describe } from "vitest";
import { rewinding } from "./support/rewinding.ts";

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
      const nodes = masters.map(({ port }) => ({ host: "127.0.0.1", port }));
      const prefix = uniquePrefix();
      const adapter = open(new Client(nodes, { lazyConnect: true }), { prefix });
      const admin = new Cluster(nodes, { lazyConnect: true });
      return {
        adapter,
        snapshot: rewinding(admin, prefix),
        close: async () => {
          await adapter.close();
          admin.disconnect();
        },
      };
    });
  }
});
