import { redisSortedSet, redisStreams } from "@segno/redis";
import { calm, climates } from "@segno/testkit";
import { describeService } from "@segno/testkit/vitest";
import { redisUrl, uniquePrefix } from "@segno/tools/test-redis";
import { Redis } from "ioredis";
import { vi } from "vitest";
import { rewinding } from "./support/rewinding.ts";

// A walk passes by the keys of all other tests, and where replies are lost it is often begun again.
vi.setConfig({ testTimeout: 60_000 });

/** What a store may do to a reply. What may become of notices is the same over any store: memory bears it for all. */
const lossy = climates.find(({ name }) => name === "every third reply is lost");
if (!lossy) throw new Error("there is no climate in which replies are lost");

for (const [open, weathers] of [
  [redisStreams, [calm, lossy]],
  [redisSortedSet, [calm]],
] as const) {
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
    { climates: weathers, concurrent: true },
  );
}
