import { redisSortedSet, redisStreams } from "@segno/redis";
import { describeAdapter } from "@segno/testkit/vitest";
import { uniquePrefix } from "@segno/tools/test-redis";
import { createKeys } from "../src/keys.ts";
import { majors } from "./support/clients.ts";

for (const { major, client } of majors) {
  for (const open of [redisStreams, redisSortedSet]) {
    describeAdapter(`${open.name} on ioredis ${major}`, async () => {
      const redis = client();
      const prefix = uniquePrefix();
      const adapter = open(redis, { prefix });
      const keys = createKeys(prefix);
      return {
        adapter,
        evict: async (id, part) => {
          await redis.del(part === "head" ? keys.head(id) : keys.log(id));
        },
        close: async () => {
          await adapter.close();
          redis.disconnect();
        },
      };
    });
  }
}
