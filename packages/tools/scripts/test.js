import { readdirSync } from "node:fs";
import { ensureBrowser } from "./lib/browser.js";
import { checks } from "./lib/checks.js";
import { ensureDependencies } from "./lib/install.js";
import { ensureRedis } from "./lib/redis.js";
import { bold, dim, indent, line, red } from "./lib/terminal.js";
import { checkVitest } from "./lib/vitest.js";
import { requireNode } from "./lib/workspace.js";

// npm test: every check, then every test. `npm test -- layers vitest` runs those two alone, `npm test -- core` the tests of
// one package; any other word or flag goes to vitest: `npm test -- near.test`, `npm test -- -t takeover`.
requireNode();

const known = [...checks.map(({ name }) => name), "vitest"];
const slug = (/** @type {string} */ name) => name.replace(/\W+/g, "-");
const words = process.argv
  .slice(2)
  .filter((word) => word !== "--only")
  .flatMap((word) =>
    known.some((name) => word.split(",").includes(slug(name))) ? word.split(",") : [word],
  );
const picked = known.filter((name) => words.includes(slug(name)));
const packages = readdirSync("packages");
const forVitest = words
  .filter((word) => !picked.some((name) => slug(name) === word))
  .map((word, at, all) => {
    // What follows a flag is said to that flag: `-t client`.
    const isValue = all[at - 1]?.startsWith("-") && !all[at - 1]?.includes("=");
    return packages.includes(word) && !isValue ? `--project=${word}` : word;
  });
if (forVitest.length > 0 && !picked.includes("vitest")) picked.push("vitest");
const wanted = (/** @type {string} */ name) => picked.length === 0 || picked.includes(name);

let passed = 0;
let failed = 0;
let skipped = 0;

/** Nothing more to say about what passed; everything about what failed. */
const tell = (/** @type {string} */ name, /** @type {string} */ output) => {
  if (output.trim() !== "") console.log(`\n${indent(output)}\n`);
  else console.log(`\n${indent(`${name} failed without a word`)}\n`);
};

console.log(`\n${bold("Segno")} ${dim(`on Node ${process.versions.node}`)}\n`);
await ensureDependencies();
const redis = wanted("vitest") ? await ensureRedis() : undefined;
const chosen = forVitest.filter((word) => !word.startsWith("-") || word.startsWith("--project="));
const looks = chosen.length === 0 || chosen.some((word) => /page|browser|e2e/.test(word));
if (wanted("vitest") && looks) await ensureBrowser();

for (const check of checks.filter(({ name }) => wanted(name))) {
  const progress = line(check.name);
  const outcome = await check.run().catch((/** @type {unknown} */ cause) => ({
    ok: false,
    summary: "broke",
    output: String(cause),
  }));
  progress.end(outcome.ok, outcome.ok ? outcome.summary : red(outcome.summary));
  if (outcome.ok) passed += 1;
  else {
    failed += 1;
    tell(check.name, outcome.output);
  }
}

if (wanted("vitest")) {
  const progress = line("vitest");
  const result = await checkVitest(forVitest);
  progress.end(result.failed === 0, `${result.summary} ${dim(`(Redis: ${redis})`)}`);
  if (result.failed > 0) tell("vitest", result.output);
  passed += result.passed;
  failed += result.failed;
  skipped += result.skipped;
}

console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
