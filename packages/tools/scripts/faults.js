import { ensureDependencies } from "./lib/install.js";
import { ensureRedis } from "./lib/redis.js";
import { attach, typescript } from "./lib/run.js";
import { requireNode } from "./lib/workspace.js";

// npm run faults: what happens to streams when everything around them breaks, on real servers.
requireNode();
await ensureDependencies();
await ensureRedis();
process.exit(
  await attach(process.execPath, [
    ...typescript,
    "packages/e2e/src/faults/main.ts",
    ...process.argv.slice(2),
  ]),
);
