import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const redisSetup = here("packages/tools/src/vitest-redis.ts");

/**
 * Where `@segno/*` resolves to its sources, so that no test needs a build. Not "module": what OpenTelemetry has there is
 * for bundlers, and nothing that Node could load.
 */
const conditions = ["source", "node", "development"];

/** A package's tests; `redis` gives them one standalone server for the whole run. */
const project = (name: string, { redis = false } = {}) => ({
  extends: true as const,
  test: {
    name,
    root: `packages/${name}`,
    include: ["test/**/*.test.ts"],
    exclude: ["**/node_modules/**", "test/browser/**"],
    ...(redis ? { globalSetup: [redisSetup] } : {}),
  },
});

const client = createRequire(here("packages/client/package.json"));
const folderOf = (name: string): string => dirname(client.resolve(`${name}/package.json`));

/** The hooks again, on the older React that they are for: it takes the place of the newest, for the testing library too. */
const react18 = {
  extends: true as const,
  resolve: {
    alias: {
      react: folderOf("react18"),
      "react-dom": folderOf("react-dom18"),
      // What it requires could not be taken from elsewhere, what it imports can.
      "@testing-library/react": `${folderOf("@testing-library/react")}/dist/@testing-library/react.esm.js`,
    },
  },
  test: {
    name: "react18",
    root: "packages/client",
    include: ["test/react/{use-*,server,version}.test.ts"],
    env: { REACT: "18" },
    server: { deps: { inline: [/@testing-library/] } },
  },
};

/** The page in a real browser: one server and one browser for the whole run. */
const page = {
  extends: true as const,
  test: {
    name: "page",
    root: "packages/e2e",
    include: ["test/browser/**/*.test.ts"],
    globalSetup: [here("packages/e2e/test/browser/support/setup.ts")],
    testTimeout: 60_000,
    maxConcurrency: 3,
  },
};

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
      project("otel", { redis: true }),
      project("cli", { redis: true }),
      project("client"),
      react18,
      project("tools", { redis: true }),
      project("demo", { redis: true }),
      project("bench"),
      project("e2e", { redis: true }),
      page,
    ],
    environment: "node",
    maxWorkers: "100%",
    testTimeout: 15_000,
    hookTimeout: 30_000,
    teardownTimeout: 10_000,
    restoreMocks: true,
  },
});
