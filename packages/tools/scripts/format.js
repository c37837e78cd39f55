import { ensureDependencies } from "./lib/install.js";
import { attach } from "./lib/run.js";
import { requireNode } from "./lib/workspace.js";

// npm run format: formats, orders imports and repairs what can be repaired safely.
requireNode();
await ensureDependencies();
process.exit(
  await attach(process.execPath, [
    "node_modules/@biomejs/biome/bin/biome",
    "check",
    "--write",
    ".",
  ]),
);
