import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "./run.js";
import { line } from "./terminal.js";

/** @typedef {"apt-get" | "apk" | "dnf" | "zypper" | "pacman" | "brew"} Manager */

/** @param {string} path */
const isProgram = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** @param {string} name */
function onPath(name) {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

/**
 * The first of them that is there. A name is looked for on PATH; a path is taken as it is.
 *
 * @param {readonly string[]} programs @returns {string | undefined}
 */
export function findProgram(programs) {
  for (const program of programs) {
    const path = /[\\/]/.test(program) ? [program].find(isProgram) : onPath(program);
    if (path !== undefined) return path;
  }
  return undefined;
}

/** How each installs a package, and whether it does so for root alone. */
/** @type {Readonly<Record<Manager, { steps: readonly (readonly string[])[], root: boolean }>>} */
const managers = {
  "apt-get": { steps: [["update"], ["install", "-y", "--no-install-recommends"]], root: true },
  apk: { steps: [["add", "--no-cache"]], root: true },
  dnf: { steps: [["install", "-y"]], root: true },
  zypper: { steps: [["--non-interactive", "install"]], root: true },
  pacman: { steps: [["-Sy", "--noconfirm"]], root: true },
  brew: { steps: [["install"]], root: false },
};

/** The system's own package manager, where we may use it: as root, or brew as its owner. */
const allowedManager = () =>
  /** @type {readonly Manager[]} */ (Object.keys(managers)).find(
    (name) => findProgram([name]) && (process.getuid?.() === 0) === managers[name].root,
  );

/**
 * Has the package manager install what is missing, and says so. `packages` names it for each of them, with the flags it
 * needs; `find` looks again. Returns what was found then; undefined where nothing may be installed, or it failed.
 *
 * @param {{ name: string, packages: Readonly<Record<Manager, readonly string[]>>,
 *   find: () => string | undefined }} wanted
 * @returns {Promise<string | undefined>}
 */
export async function installProgram({ name, packages, find }) {
  const manager = allowedManager();
  if (manager === undefined) return undefined;
  const progress = line(name);
  const { steps } = managers[manager];
  let said = "";
  for (const [at, step] of steps.entries()) {
    const args = at === steps.length - 1 ? [...step, ...packages[manager]] : step;
    const { code, output } = await run(findProgram([manager]) ?? manager, args, {
      env: { DEBIAN_FRONTEND: "noninteractive" },
    });
    said += output;
    if (code !== 0) break;
  }
  const found = find();
  const how = `with ${manager}, for there was none`;
  progress.end(found !== undefined, found ? `installed ${how}` : `could not be installed ${how}`);
  if (found === undefined) console.error(said);
  return found;
}
