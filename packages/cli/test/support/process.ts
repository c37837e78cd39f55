import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { redisUrl } from "@segno/tools/test-redis";
import { vi } from "vitest";

const folder = fileURLToPath(new URL("../..", import.meta.url));

export type Segno = {
  readonly child: ChildProcessWithoutNullStreams;
  readonly out: () => string;
  readonly err: () => string;
  /** Resolves once it has printed this. */
  readonly says: (text: string) => Promise<void>;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
};

/** What node is started with to run the command line from its sources. */
export const command = ["--conditions=source", "--import", "tsx", "src/main.ts"];

/** A process of its own, as a shell would start it. */
export const startSegno = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Segno => {
  const child = spawn(process.execPath, [...command, ...args], {
    cwd: folder,
    env: { ...process.env, REDIS_URL: redisUrl(), ...env },
  });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    err += text;
  });
  // It may be gone before it has read all.
  child.stdin.on("error", () => {});
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.on("close", (code, signal) => resolve(code ?? signal));
  });
  const says = (text: string): Promise<void> =>
    vi.waitFor(
      () => {
        if (!(out + err).includes(text)) throw new Error(`not "${text}" but: ${out}${err}`);
      },
      { timeout: 20_000, interval: 50 },
    );
  return { child, out: () => out, err: () => err, says, ended };
};
