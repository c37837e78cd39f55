import { ensureDependencies } from "./lib/install.js";
import { attach, run, typescript } from "./lib/run.js";
import { line } from "./lib/terminal.js";
import { requireNode } from "./lib/workspace.js";

// npm start: builds the page and serves it, on PORT and with REDIS_URL where they are given.
requireNode();
await ensureDependencies();
const progress = line("page");
const { code, output } = await run(process.execPath, [
  ...typescript,
  "packages/demo/src/build-page.ts",
]);
progress.end(code === 0, code === 0 ? "built" : "see below");
if (code !== 0) {
  console.error(output);
  process.exit(1);
}
process.exit(await attach(process.execPath, [...typescript, "packages/demo/src/serve.ts"]));
