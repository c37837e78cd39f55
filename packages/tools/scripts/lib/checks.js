import { checkLayers } from "./layers.js";
import { tool } from "./run.js";
import { checkShape } from "./shape.js";
import { colourEnvironment } from "./terminal.js";
import { readJson } from "./workspace.js";

/**
 * @typedef {{ ok: boolean, summary: string, output: string }} Outcome
 * @typedef {{ name: string, run: () => Promise<Outcome> }} Check
 */

/**
 * A check that is one tool: it passes when the tool does.
 *
 * @param {string} name @param {string} script @param {readonly string[]} args
 * @param {(output: string) => string} summarise @returns {Check}
 */
const byTool = (name, script, args, summarise) => ({
  name,
  run: async () => {
    const { code, output } = await tool(`node_modules/${script}`, args, {
      env: colourEnvironment(),
    });
    return { ok: code === 0, summary: code === 0 ? summarise(output) : "see below", output };
  },
});

const versionOf = (/** @type {string} */ manifest) => String(readJson(manifest).version);

/** In the order in which they run: what is told fastest comes first. */
/** @type {readonly Check[]} */
export const checks = [
  byTool(
    "format, lint",
    "@biomejs/biome/bin/biome",
    ["check", "--error-on-warnings", "."],
    (output) => /Checked (\d+ files)/.exec(output)?.[1] ?? "",
  ),
  byTool(
    "types",
    "typescript/bin/tsc",
    ["-b", "packages"],
    () => `TypeScript ${versionOf("node_modules/typescript/package.json")}`,
  ),
  {
    name: "types, again",
    run: async () => {
      const folder = "packages/tools/node_modules/typescript7";
      const args = ["-p", "packages/tsconfig.all.json"];
      const { code, output } = await tool(`${folder}/bin/tsc`, args, { env: colourEnvironment() });
      const version = `TypeScript ${versionOf(`${folder}/package.json`)}`;
      return { ok: code === 0, summary: version, output };
    },
  },
  { name: "layers", run: checkLayers },
  byTool(
    "dead code",
    "knip/bin/knip.js",
    ["--config", ".knip.json", "--no-progress"],
    () => "none",
  ),
  { name: "package shape", run: checkShape },
];
