import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Extracted } from "./extract.ts";
import { compare, type Outcome } from "./run.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

const limitMs = 180_000;

/** Lines of a shell in which `segno` is called, and what they say they print: `# prints: …`. */
export type Session = { readonly script: string; readonly prints: readonly string[] };

/** All that a document has a shell do, as one script; null where it does not call `segno`. */
export const sessionOf = ({ shell }: Pick<Extracted, "shell">): Session | null => {
  const lines = shell.map(({ text }) => text);
  if (!lines.some((line) => /(^|[|{(]\s*)segno [a-z]/.test(line))) return null;
  const prints = lines.flatMap((line) => /^# prints: ?(.*)$/.exec(line)?.[1] ?? []);
  return { script: `set -e\n${lines.join("\n")}\n`, prints };
};

/** The program, by its name, from its sources. */
const program = (folder: string): void => {
  const tsx = pathToFileURL(join(root, "node_modules/tsx/dist/loader.mjs"));
  const main = join(root, "packages/cli/src/main.ts");
  const line = `exec "${process.execPath}" --conditions=source --import "${tsx}" "${main}" "$@"`;
  const path = join(folder, "segno");
  writeFileSync(path, `#!/bin/sh\n${line}\n`);
  chmodSync(path, 0o755);
};

type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** In a process group of its own: what it left in the background ends with it. */
const shell = (script: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Ran> =>
  new Promise((resolve) => {
    const child = spawn("sh", ["-c", script], {
      cwd,
      env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const end = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid);
      } catch {
        // Nobody is left.
      }
    };
    const timer = setTimeout(end, limitMs);
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      stderr += text;
    });
    child.on("exit", end);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr });
    });
  });

/** Runs it as a reader would type it, and compares what it prints. */
export const play = async ({ script, prints }: Session, redisUrl: string): Promise<Outcome> => {
  const folder = mkdtempSync(join(tmpdir(), "segno-session-"));
  program(folder);
  const path = `${folder}${delimiter}${process.env["PATH"]}`;
  const env = { ...process.env, PATH: path, REDIS_URL: redisUrl, NO_COLOR: "1" };
  try {
    const ran = await shell(script, folder, env);
    const failed = ran.code === 0 ? "" : `it ended with ${ran.code}\n${ran.stdout}${ran.stderr}`;
    const said = [failed, compare(ran.stdout, prints)].filter(Boolean).join("\n\n");
    return { ok: said === "", said };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
