import { ensureDependencies } from "./lib/install.js";
import { ensureRedis } from "./lib/redis.js";
import { attach, tool } from "./lib/run.js";
import { indent, line } from "./lib/terminal.js";
import { requireNode } from "./lib/workspace.js";

// npm run bench: what Segno costs beside the bare commands and its peers, on a real Redis. It runs what is built, as
// it is shipped: a loader that names every function slows down the very paths that are measured.
requireNode();
await ensureDependencies();
await ensureRedis();

const progress = line("build");
const { code, output } = await tool("node_modules/typescript/bin/tsc", ["-b", "packages/bench"]);
progress.end(code === 0, code === 0 ? "what is measured is what is shipped" : "see below");
if (code !== 0) {
  console.error(indent(output));
  process.exit(1);
}
process.exit(
  await attach(process.execPath, ["packages/bench/dist/index.js", ...process.argv.slice(2)]),
);
