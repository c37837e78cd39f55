import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./run.js";
import { indent, line } from "./terminal.js";
import { cache, packages, pnpm, root } from "./workspace.js";

const stamp = join(cache, "installed");

const settings = ["pnpm-lock.yaml", "pnpm-workspace.yaml", ".pnpmfile.cjs", "package.json"];

/** Changes whenever an install could come out differently. */
function fingerprint() {
  const hash = createHash("sha256");
  const manifests = packages().map((name) => `packages/${name}/package.json`);
  for (const file of [...settings, ...manifests])
    hash.update(file).update(readFileSync(join(root, file)));
  return hash.update(`${process.platform} ${process.arch}`).digest("hex");
}

const upToDate = () =>
  existsSync(join(root, "node_modules", ".modules.yaml")) &&
  existsSync(stamp) &&
  readFileSync(stamp, "utf8") === fingerprint();

/**
 * The pinned pnpm, wherever npm is: it is fetched once and kept in npm's own cache.
 *
 * @param {readonly string[]} args
 */
export const runPnpm = (args) =>
  run("npx", ["--yes", "--prefer-offline", pnpm(), ...args], {
    env: { npm_config_update_notifier: "false", npm_config_fund: "false" },
  });

/** Dependencies from the lockfile; does nothing, and needs no network, when they are there. */
export async function ensureDependencies() {
  if (upToDate()) return;
  const progress = line("install");
  const { code, output } = await runPnpm([
    "install",
    "--frozen-lockfile",
    "--prefer-offline",
    "--config.confirm-modules-purge=false",
  ]);
  progress.end(code === 0, code === 0 ? `dependencies, by ${pnpm()}` : "see below");
  if (code !== 0) {
    console.error(indent(output));
    process.exit(1);
  }
  mkdirSync(cache, { recursive: true });
  writeFileSync(stamp, fingerprint());
}
