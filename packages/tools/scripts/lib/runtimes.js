import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./run.js";
import { cache } from "./workspace.js";

/**
 * @typedef {{ name: string, spec: string, binaries: readonly string[] }} Runtime
 * @typedef {{ binary: string, version: string }} Had
 */

const system = process.platform === "win32" ? "win" : process.platform;
const exe = process.platform === "win32" ? ".exe" : "";

/** @param {number} major @returns {Runtime} */
const nodeRuntime = (major) => ({
  name: `Node ${major}`,
  spec: `node-${system}-${process.arch}@${major}`,
  binaries: [`node-${system}-${process.arch}/bin/node${exe}`],
});

const bunCpu = process.arch === "arm64" ? "aarch64" : process.arch;

/** @type {readonly Runtime[]} */
export const nodes = [nodeRuntime(22), nodeRuntime(24)];

/** Their packages choose the binary for this machine; their install scripts are not needed. */
/** @type {readonly Runtime[]} */
export const others = [
  {
    name: "Bun",
    spec: "bun@1",
    binaries: [`@oven/bun-${system}-${bunCpu}`, `@oven/bun-${system}-${bunCpu}-musl`].map(
      (name) => `${name}/bin/bun${exe}`,
    ),
  },
  {
    name: "Deno",
    spec: "deno@2",
    binaries: ["", "-glibc"].map(
      (libc) => `@deno/${process.platform}-${process.arch}${libc}/deno${exe}`,
    ),
  },
];

/** @param {string} folder @param {Runtime} runtime @returns {Promise<Had | undefined>} */
async function find(folder, { binaries }) {
  for (const path of binaries.map((binary) => join(folder, "node_modules", binary))) {
    if (!existsSync(path)) continue;
    const { code, output } = await run(path, ["--version"]);
    if (code === 0) return { binary: path, version: /\d+\.\d+\.\d+/.exec(output)?.[0] ?? "" };
  }
  return undefined;
}

/**
 * The runtime from the npm registry, kept in a cache folder: fetched once, or why it could not be had.
 *
 * @param {Runtime} runtime @returns {Promise<Had | { missing: string }>}
 */
export async function fetchRuntime(runtime) {
  const folder = join(cache, "runtimes", runtime.name.toLowerCase().replace(" ", "-"));
  const there = await find(folder, runtime);
  if (there !== undefined) return there;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), `{ "private": true }\n`);
  const { output } = await run(
    "npm",
    ["install", "--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", runtime.spec],
    { cwd: folder },
  );
  const had = await find(folder, runtime);
  if (had !== undefined) return had;
  const reason = output.split("\n").find((text) => /npm error [a-z]/.test(text));
  return {
    missing:
      reason?.replace("npm error ", "") ?? `${runtime.spec} brought no binary for this machine`,
  };
}
