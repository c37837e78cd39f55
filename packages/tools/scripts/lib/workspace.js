import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the workspace, wherever these scripts are called from. */
export const root = fileURLToPath(new URL("../../../../", import.meta.url)).replace(/[\\/]$/, "");

/** Where the scripts keep what they may lose. */
export const cache = join(root, "node_modules", ".cache", "segno");

/** @param {string} path */
export const readJson = (path) => JSON.parse(readFileSync(join(root, path), "utf8"));

/** Every package's folder name, in alphabetical order. */
export const packages = () =>
  readdirSync(join(root, "packages"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();

/** The packages that people install. */
export const publicPackages = () =>
  packages().filter((name) => readJson(`packages/${name}/package.json`).private !== true);

/** The pnpm of `packageManager`: `pnpm@12.21.0`. */
export const pnpm = () => String(readJson("package.json").packageManager).split("+")[0] ?? "pnpm";

/**
 * What children see: a home even where the shell has none.
 *
 * @param {Record<string, string>} [more]
 * @returns {Record<string, string | undefined>}
 */
export const environment = (more = {}) => ({
  ...process.env,
  HOME: process.env["HOME"] || homedir(),
  ...more,
});

/** Ends with a clear sentence on a Node that cannot run this. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Segno needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}
