import { ensureDependencies } from "./lib/install.js";
import { attach, typescript } from "./lib/run.js";
import { requireNode } from "./lib/workspace.js";

// npm run story: the main job on a real text, told in the terminal.
requireNode();
await ensureDependencies();
process.exit(
  await attach(process.execPath, [
    ...typescript,
    "packages/demo/src/story.ts",
    ...process.argv.slice(2),
  ]),
);
