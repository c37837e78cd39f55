import { ensureDependencies } from "./lib/install.js";
import { attach } from "./lib/run.js";
import { requireNode } from "./lib/workspace.js";

// npm run mutants: changes the rules in a thousand small ways; a test must notice each.
requireNode();
await ensureDependencies();
process.exit(
  await attach(process.execPath, [
    "node_modules/@stryker-mutator/core/bin/stryker.js",
    "run",
    ".stryker.json",
    ...process.argv.slice(2),
  ]),
);
