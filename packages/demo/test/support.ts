import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export type Told = { readonly code: number | null; readonly out: string; readonly err: string };

const root = fileURLToPath(new URL("../../../", import.meta.url));
const entry = fileURLToPath(new URL("../src/story.ts", import.meta.url));

/** Runs the story as `npm run story` does, into pipes. */
export const story = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  whileRunning: (out: string, kill: (signal: NodeJS.Signals) => void) => void = () => {},
): Promise<Told> => {
  const { REDIS_URL: _, ...inherited } = process.env;
  const child = spawn(
    process.execPath,
    ["--conditions=source", "--import", "tsx", entry, ...args],
    {
      cwd: root,
      env: { ...inherited, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    out += chunk;
    whileRunning(out, (signal) => void child.kill(signal));
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    err += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err }));
  });
};

/** The readings of the table that are right, by name, in order. */
export const rightOf = (out: string): readonly string[] =>
  [...out.matchAll(/^ {2}✓ (\S+(?: [AB])?)/gm)].map(([, name]) => name ?? "");

export const wholeCast: readonly string[] = [
  ...["desk", "phone", "laptop", "e-reader", "streams.read"],
  ...["writer A", "writer B", "desk", "phone", "laptop"],
  ...["writer B", "desk", "phone", "laptop", "e-reader", "streams.read"],
  ...["writer B", "desk", "phone", "laptop", "streams.read"],
];
