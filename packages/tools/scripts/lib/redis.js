import { accessSync, constants } from "node:fs";
import { connect } from "node:net";
import { delimiter, join } from "node:path";
import { run } from "./run.js";
import { line } from "./terminal.js";

/** @param {string} name */
function onPath(name) {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter(Boolean);
  return folders
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

export const findServer = () => onPath("redis-server") ?? onPath("valkey-server");

/** @type {readonly { manager: string, steps: readonly (readonly string[])[], root: boolean }[]} */
const managers = [
  {
    manager: "apt-get",
    steps: [["update"], ["install", "-y", "--no-install-recommends", "redis-server"]],
    root: true,
  },
  { manager: "apk", steps: [["add", "--no-cache", "redis"]], root: true },
  { manager: "dnf", steps: [["install", "-y", "redis"]], root: true },
  { manager: "zypper", steps: [["--non-interactive", "install", "redis"]], root: true },
  { manager: "pacman", steps: [["-Sy", "--noconfirm", "valkey"]], root: true },
  { manager: "brew", steps: [["install", "redis"]], root: false },
];

/** The system's own package manager, where we may use it: as root, or brew as its owner. */
const allowedManager = () =>
  managers.find(({ manager, root }) => onPath(manager) && (process.getuid?.() === 0) === root);

async function install() {
  const found = allowedManager();
  if (found === undefined) return undefined;
  const progress = line("redis");
  let said = "";
  for (const args of found.steps) {
    const { code, output } = await run(onPath(found.manager) ?? found.manager, args, {
      env: { DEBIAN_FRONTEND: "noninteractive" },
    });
    said += output;
    if (code !== 0) break;
  }
  const server = findServer();
  const how = `with ${found.manager}, for there was none`;
  progress.end(server !== undefined, server ? `installed ${how}` : `could not be installed ${how}`);
  if (server === undefined) console.error(said);
  return server;
}

/** @param {string} address @returns {Promise<boolean>} */
const answers = (address) =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(address);
    const socket = connect({ host: hostname, port: Number(port || 6379) });
    const end = (/** @type {boolean} */ ok) => {
      socket.destroy();
      resolve(ok);
    };
    socket.setTimeout(3_000, () => end(false));
    socket.on("error", () => end(false));
    socket.on("connect", () => end(true));
  });

const threeWays = `  1. set REDIS_URL to a running server (redis://127.0.0.1:6379)
  2. put redis-server or valkey-server on PATH
  3. install one: apt-get install redis-server, apk add redis, dnf install redis, brew install redis`;

/**
 * A real server for the tests. Ends the run with the three ways to have one when there is none:
 * tests that skip themselves would look like tests that pass.
 */
export async function ensureRedis() {
  const given = process.env["REDIS_URL"];
  if (given !== undefined && !(await answers(given))) {
    console.error(`\nREDIS_URL is set to ${given}, and nothing answers there.\n`);
    process.exit(1);
  }
  const server = findServer() ?? (given === undefined ? await install() : undefined);
  if (server !== undefined || given !== undefined) return server ?? given;
  console.error(
    `\nThe tests need a real Redis, and there is none. Three ways to have one:\n${threeWays}\n`,
  );
  process.exit(1);
}
