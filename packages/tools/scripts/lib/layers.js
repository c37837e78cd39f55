import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { tool } from "./run.js";
import { packages, root } from "./workspace.js";

/** @typedef {import("dependency-cruiser").ICruiseResult} CruiseResult */

const cruiser = "node_modules/dependency-cruiser/bin/dependency-cruise.mjs";
const browser = "packages/core/src/browser.ts";

/** Every TypeScript source there is: what the cruiser must have seen. */
export const sources = () =>
  packages()
    .map((name) => `packages/${name}/src`)
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((file) => /\.tsx?$/.test(file))
        .map((file) => `${folder}/${file.replaceAll("\\", "/")}`),
    );

const folders = (/** @type {readonly string[]} */ paths) => [
  ...new Set(paths.map((path) => path.split("/").slice(0, 3).join("/"))),
];

/** @param {string} config @param {readonly string[]} targets */
async function cruise(config, targets) {
  const args = ["--config", config, "--output-type", "json", ...targets];
  const { stdout, output } = await tool(cruiser, args);
  try {
    return /** @type {CruiseResult} */ (JSON.parse(stdout));
  } catch {
    throw new Error(output);
  }
}

/** @param {CruiseResult} result */
const violations = ({ summary }) =>
  summary.violations.map(({ from, to, rule, cycle, via }) => {
    const way = (cycle ?? via ?? []).map((step) => (typeof step === "string" ? step : step.name));
    return `${rule.name}: ${from} → ${to}${way.length > 0 ? ` (by ${way.join(" → ")})` : ""}`;
  });

/** Who imports whom, over every source; and what browsers would load with the browser entry. */
export async function checkLayers() {
  const expected = sources();
  const all = await cruise(".dependency-cruiser.cjs", folders(expected));
  const seen = new Set(all.modules.map(({ source }) => source));
  const unseen = expected.filter((path) => !seen.has(path));
  const problems = violations(all);
  if (expected.length === 0) problems.push("there is no source to look at");
  if (unseen.length > 0)
    problems.push(
      `saw ${expected.length - unseen.length} of ${expected.length} sources; not ${unseen.join(", ")}`,
    );
  if (seen.has(browser)) {
    const loaded = await cruise("packages/tools/scripts/lib/browser-safe.cjs", [browser]);
    problems.push(...violations(loaded));
  }
  const rules = all.summary.ruleSetUsed?.forbidden?.length ?? 0;
  return {
    ok: problems.length === 0,
    summary: `${expected.length} modules, ${all.summary.totalDependenciesCruised} imports, ${rules} rules`,
    output: problems.join("\n"),
  };
}
