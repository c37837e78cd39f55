import { connect } from "node:net";
import { findProgram, installProgram } from "./provision.js";

const findServer = () => findProgram(["redis-server", "valkey-server"]);

const packages = {
  "apt-get": ["redis-server"],
  apk: ["redis"],
  dnf: ["redis"],
  zypper: ["redis"],
  pacman: ["valkey"],
  brew: ["redis"],
};

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
  const wanted = { name: "redis", packages, find: findServer };
  const server = findServer() ?? (given === undefined ? await installProgram(wanted) : undefined);
  if (server !== undefined || given !== undefined) return server ?? given;
  console.error(
    `\nThe tests need a real Redis, and there is none. Three ways to have one:\n${threeWays}\n`,
  );
  process.exit(1);
}
