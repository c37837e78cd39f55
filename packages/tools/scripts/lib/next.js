import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runPnpm } from "./install.js";
import { run, tool } from "./run.js";
import { environment } from "./workspace.js";

const next = "node_modules/next/dist/bin/next";
const quiet = { NEXT_TELEMETRY_DISABLED: "1", NO_COLOR: "1" };

/** An application with our packages as they are published, mounted as the how-to says. */
const files = {
  "package.json": `{ "private": true, "type": "module" }`,
  "app/layout.jsx": `export default ({ children }) => <html lang="en"><body>{children}</body></html>;`,
  "app/page.jsx": `export default () => <p>A chat</p>;`,
  "app/handler.js": `
    import { createStreams } from "@segno/core";
    import { createHttpHandler } from "@segno/http";
    import { memoryStreams } from "@segno/memory";

    export const handler = createHttpHandler({
      streams: createStreams(memoryStreams()),
      basePath: "/api",
      authorize: () => true,
      produce: async function* () {
        yield* ["Back", " to", " the", " sign"];
      },
    });`,
  "app/api/streams/[[...path]]/route.js": `
    import { handler } from "../../../handler.js";
    export { handler as DELETE, handler as GET, handler as HEAD, handler as POST };
    export const dynamic = "force-dynamic";`,
};

/**
 * Writes it, and installs what it needs. Gives why it could not be had.
 *
 * @param {string} folder @returns {Promise<string | undefined>}
 */
async function install(folder) {
  const packed = join(folder, "packed");
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const ours = ["core", "memory", "http"].flatMap((name) => ["--filter", `@segno/${name}`]);
  await runPnpm([...ours, "pack", "--pack-destination", packed]);
  const tarballs = readdirSync(packed).map((name) => `./packed/${name}`);
  const asked = ["next@16", "react", "react-dom", ...tarballs];
  const how = ["--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit"];
  const { code, output } = await run("npm", ["install", ...how, ...asked], { cwd: folder });
  if (code === 0) return undefined;
  return /npm error [a-z].*/.exec(output)?.[0].replace("npm error ", "") ?? "npm failed";
}

/**
 * Starts it on a free port.
 *
 * @param {string} folder
 * @returns {Promise<{ url: string, stop: () => Promise<void>, said: () => string }>}
 */
async function start(folder) {
  const args = [next, "start", "-p", "0", "-H", "127.0.0.1"];
  const child = spawn(process.execPath, args, { cwd: folder, env: environment(quiet) });
  const ended = new Promise((resolve) => child.on("close", resolve));
  let said = "";
  const url = await new Promise((resolve) => {
    const hear = (/** @type {string} */ text) => {
      said += text;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (found && said.includes("Ready")) resolve(found[0]);
    };
    child.stdout.setEncoding("utf8").on("data", hear);
    child.stderr.setEncoding("utf8").on("data", hear);
    ended.then(() => resolve(""));
  });
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  return { url, stop, said: () => said };
}

/**
 * Builds and starts it, and has `script` look at it, which is given its address. Not in a cache folder: what lies under
 * `node_modules` Next takes for a package.
 *
 * @param {string} script
 * @returns {Promise<{ missing: string } | { code: number, output: string, version: string }>}
 */
export async function onNext(script) {
  const folder = mkdtempSync(join(tmpdir(), "segno-next-"));
  try {
    const missing = await install(folder);
    if (missing !== undefined) return { missing };
    const manifest = readFileSync(join(folder, "node_modules/next/package.json"), "utf8");
    const { version } = JSON.parse(manifest);
    const built = await tool(next, ["build"], { cwd: folder, env: quiet });
    if (built.code !== 0) return { ...built, version };
    const server = await start(folder);
    const { code, output } = await tool(script, [`${server.url}/api`]);
    await server.stop();
    return { code, output: code === 0 ? output : output + server.said(), version };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
