import { ensureDependencies } from "./lib/install.js";
import { onNext } from "./lib/next.js";
import { ensureRedis } from "./lib/redis.js";
import { run, tool } from "./lib/run.js";
import { fetchRuntime, nodes, others } from "./lib/runtimes.js";
import { bold, dim, indent, line, yellow } from "./lib/terminal.js";
import { requireNode } from "./lib/workspace.js";

// npm run test:runtimes: unit tests and laws on Node 22 and 24; on Bun and Deno, as they are published, core, memory
// and the test kit, and http, trpc and the client between them; in Next, the handler. What cannot be had is named; it fails nothing.
requireNode();
console.log(`\n${bold("Segno")} ${dim("on other runtimes")}\n`);
await ensureDependencies();
await ensureRedis();

/** @typedef {{ name: string, args: readonly string[] }} Job */

const tested = [
  "core",
  "memory",
  "testkit",
  "redis",
  "http",
  "trpc",
  "otel",
  "client",
  "react18",
  "cli",
];
const projects = tested.flatMap((name) => ["--project", name]);
const vitest = [
  "node_modules/vitest/vitest.mjs",
  "run",
  "--config=vitest.workspace.ts",
  ...projects,
];
const laws = "packages/e2e/dist/anywhere/main.js";
const lawsOn = { Bun: [laws], Deno: ["run", "--allow-all", "--node-modules-dir=manual", laws] };

const ran = { passed: 0, failed: 0 };
/** @type {string[]} */
const missing = [];

/** @param {string} output */
const lastWords = (output) =>
  /Tests\s+(.*\))/.exec(output)?.[1] ?? output.trimEnd().split("\n").at(-1) ?? "";

/** @param {import("./lib/runtimes.js").Runtime} runtime @param {readonly string[]} args */
async function on(runtime, args) {
  const progress = line(runtime.name);
  const had = await fetchRuntime(runtime);
  if ("missing" in had) {
    missing.push(`${runtime.name}: ${had.missing}`);
    progress.end(false, yellow("could not be had"));
    return;
  }
  const { code, output } = await run(had.binary, args, { env: { NO_COLOR: "1" } });
  progress.end(code === 0, `${had.version}: ${code === 0 ? lastWords(output) : "see below"}`);
  if (code !== 0) console.log(`\n${indent(output)}\n`);
  ran[code === 0 ? "passed" : "failed"] += 1;
}

async function onFramework() {
  const progress = line("Next");
  const outcome = await onNext("packages/e2e/dist/anywhere/visit.js");
  if ("missing" in outcome) {
    missing.push(`Next: ${outcome.missing}`);
    progress.end(false, yellow("could not be had"));
    return;
  }
  const { code, output, version } = outcome;
  progress.end(code === 0, `${version}: ${code === 0 ? lastWords(output) : "see below"}`);
  if (code !== 0) console.log(`\n${indent(output)}\n`);
  ran[code === 0 ? "passed" : "failed"] += 1;
}

const build = await tool("node_modules/typescript/bin/tsc", ["-b", "packages/e2e"]);
if (build.code !== 0) {
  console.log(indent(build.output));
  process.exit(1);
}
for (const node of nodes) await on(node, vitest);
await onFramework();
for (const other of others) await on(other, lawsOn[/** @type {"Bun" | "Deno"} */ (other.name)]);

if (missing.length > 0)
  console.log(`\n${yellow("Could not be had:")}\n${indent(missing.join("\n"))}`);
console.log(`\n${ran.passed} passed, ${ran.failed} failed`);
process.exit(ran.failed === 0 && ran.passed > 0 ? 0 : 1);
