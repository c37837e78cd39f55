import { redisSortedSet, redisStreams } from "@segno/redis";
import { describeAdapter } from "@segno/testkit/vitest";
import { redisUrl, uniquePrefix } from "@segno/tools/test-redis";
import { Redis } from "ioredis";
import { createKeys } from "../src/keys.ts";
import { majors } from "./support/clients.ts";
import { rewinding } from "./support/rewinding.ts";

for (const { major, client } of majors) {
  for (const open of [redisStreams, redisSortedSet]) {
    describeAdapter(`${open.name} on ioredis ${major}`, async () => {
      const redis = client();
      const admin = new Redis(redisUrl());
      const prefix = uniquePrefix();
      const adapter = open(redis, { prefix });
      const keys = createKeys(prefix);
      return {
        adapter,
        evict: async (id, part) => {
          await admin.unlink(part === "head" ? keys.head(id) : keys.log(id));
        },
        snapshot: rewinding(admin, prefix),
        close: async () => {
          await adapter.close();
          admin.disconnect();
          redis.disconnect();
        },
      };
    });
  }
}
