import { redisSortedSet, redisStreams } from "@segno/redis";
import { calm } from "@segno/testkit";
import { describeService } from "@segno/testkit/vitest";
import { redisUrl, uniquePrefix } from "@segno/tools/test-redis";
import { Redis } from "ioredis";
import { rewinding } from "./support/rewinding.ts";

for (const open of [redisStreams, redisSortedSet]) {
  describeService(
    `the service over ${open.name}`,
    async () => {
      const admin = new Redis(redisUrl());
      const prefix = uniquePrefix();
      const adapter = open(admin, { prefix });
      return {
        adapter,
        snapshot: rewinding(admin, prefix),
        close: async () => {
          await adapter.close();
          admin.disconnect();
        },
      };
    },
    { climates: [calm], concurrent: true },
  );
}
