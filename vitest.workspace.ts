import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const redisSetup = fileURLToPath(new URL("packages/tools/src/vitest-redis.ts", import.meta.url));

/** Where `@segno/*` resolves to its sources, so that no test needs a build. */
const conditions = ["source", "module", "node", "development"];

/** A package's tests; `redis` gives them one standalone server for the whole run. */
const project = (name: string, { redis = false } = {}) => ({
  extends: true as const,
  test: {
    name,
    root: `packages/${name}`,
    include: ["test/**/*.test.ts"],
    ...(redis ? { globalSetup: [redisSetup] } : {}),
  },
});

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ["source", "node"] } },
  test: {
    projects: [
      project("core"),
      project("memory"),
      project("testkit"),
      project("redis", { redis: true }),
      project("http", { redis: true }),
      project("trpc", { redis: true }),
      project("client"),
      project("tools", { redis: true }),
      project("demo", { redis: true }),
      project("bench"),
      project("e2e", { redis: true }),
    ],
    environment: "node",
    maxWorkers: "100%",
    testTimeout: 15_000,
    hookTimeout: 30_000,
    teardownTimeout: 10_000,
    restoreMocks: true,
  },
});
