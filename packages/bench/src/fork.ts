import { type ChildProcess, fork } from "node:child_process";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Bench } from "./bench.ts";

/** A program under this folder, as source or built, in a process of its own that is let go of with the bench. */
export const forkProgram = (
  bench: Pick<Bench, "before">,
  program: string,
  args: readonly string[] = [],
): ChildProcess => {
  const path = new URL(`./${program}${extname(import.meta.url)}`, import.meta.url);
  const child = fork(fileURLToPath(path), args, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  bench.before(() => child.connected && child.disconnect());
  return child;
};
