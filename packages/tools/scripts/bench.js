import { ensureDependencies } from "./lib/install.js";
import { ensureRedis } from "./lib/redis.js";
import { attach, typescript } from "./lib/run.js";
import { requireNode } from "./lib/workspace.js";

// npm run bench: what Segno costs beside the bare commands, on a real Redis.
requireNode();
await ensureDependencies();
await ensureRedis();
process.exit(
  await attach(process.execPath, [
    ...typescript,
    "packages/bench/src/index.ts",
    ...process.argv.slice(2),
  ]),
);
