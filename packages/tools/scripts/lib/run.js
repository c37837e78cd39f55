import { spawn } from "node:child_process";
import { environment, root } from "./workspace.js";

/**
 * @typedef {{ code: number, output: string, stdout: string }} Result
 * @typedef {{ env?: Record<string, string>, cwd?: string }} Options
 */

/**
 * Runs a program and keeps all that it printed: `stdout` by itself, `output` with the errors.
 *
 * @param {string} file @param {readonly string[]} args @param {Options} [options]
 * @returns {Promise<Result>}
 */
export function run(file, args, { env = {}, cwd = root } = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd,
      env: environment(env),
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    let stdout = "";
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
    child.on("error", ({ message }) =>
      resolve({ code: 127, stdout, output: `${output}${message}\n` }),
    );
    child.on("close", (code, signal) => {
      if (signal) output += `ended by ${signal}\n`;
      resolve({ code: code ?? 1, stdout, output });
    });
  });
}

/**
 * Runs a program in this terminal. Ctrl-C is the child's to answer; its exit code is ours.
 *
 * @param {string} file @param {readonly string[]} args @param {Options} [options]
 * @returns {Promise<number>}
 */
export function attach(file, args, { env = {}, cwd = root } = {}) {
  const patient = () => {};
  process.on("SIGINT", patient);
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd, env: environment(env), stdio: "inherit" });
    const pass = () => child.kill("SIGTERM");
    process.on("SIGTERM", pass);
    const end = (/** @type {number} */ code) => {
      process.off("SIGINT", patient);
      process.off("SIGTERM", pass);
      resolve(code);
    };
    child.on("error", (cause) => {
      console.error(cause.message);
      end(127);
    });
    child.on("close", (code, signal) => end(code ?? (signal === "SIGINT" ? 130 : 1)));
  });
}

/** Runs a tool of this workspace, a JavaScript file, on this Node. */
/** @param {string} script @param {readonly string[]} args @param {Options} [options] */
export const tool = (script, args, options) => run(process.execPath, [script, ...args], options);

/** How a TypeScript program runs from its sources on Node 20. */
export const typescript = ["--conditions=source", "--import", "tsx"];
